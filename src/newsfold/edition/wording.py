"""The words of an edition and of the mails around it, in English and German."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from newsfold.article import Frozen


class Words(Frozen, frozen=True, kw_only=True):
    """Every text that is not an article's. Braces name what is filled in."""

    language: str = "en"
    months: tuple[str, ...] = (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    )  # fmt: skip
    date: str = "{day} {month} {year}"
    more_subject: str = "{headline} + {count} more"
    count_one: str = "1 story"
    count: str = "{count} stories"
    since: str = "since {date}"
    other: str = "More news"
    also: str = "Also: {names}"
    and_more: str = "{names} and {count} more"
    publishers: str = "{count} publishers"
    update: str = "Update"
    new_reports: str = "New since {date}: {title} ({provider})"
    read: str = "Read at {provider}"
    whole_story: str = "The whole story"
    online: str = "Read this edition on the web"
    leave: str = "Unsubscribe"
    why: str = "You get this because you asked for it at {site} and confirmed it."
    no_pictures: str = "No pixel in this mail tells us that you read it."
    opt_in_subject: str = "Please confirm: {title}"
    opt_in: str = (
        "Somebody, we hope you, asked for {title} to be sent to this address.\n\n"
        "If it was you, open this page and confirm:\n\n{confirm}\n\n"
        "If not, do nothing: you will get no further mail, and the address is forgotten after {days} days."
    )
    confirm_heading: str = "Subscribe to {title}"
    confirm_button: str = "Yes, send it to {address}"
    confirmed: str = "Done: {title} will come to {address}. Every mail has a link to leave."
    ask_heading: str = "Subscribe to {title}"
    ask_label: str = "Your mail address"
    ask_topic: str = "Topic"
    all_topics: str = "All of it"
    ask_button: str = "Subscribe"
    asked: str = "Look into your mail: there is a link to confirm. If nothing comes, see the folder for spam."
    leave_heading: str = "Leave {title}"
    leave_button: str = "Unsubscribe {address}"
    left: str = "You will get no further editions."
    forget_button: str = "Unsubscribe and delete all that is known of this address"
    forgotten: str = "All that was known of the address is deleted. Keep this as proof: number {id}, key {salt}, {date}."
    unknown_link: str = "This link is not valid, or the address behind it is deleted."
    wrong_address: str = "That is no mail address we can send to."
    too_often: str = "Please wait a few minutes before you ask again."
    cannot_send: str = "We cannot send mail just now. Please try again later."
    imprint: str = "Responsible"


ENGLISH: Final = Words()

GERMAN: Final = Words(
    language="de",
    months=("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
    date="{day}. {month} {year}",
    more_subject="{headline} und {count} weitere",
    count_one="1 Nachricht",
    count="{count} Nachrichten",
    since="seit dem {date}",
    other="Weitere Nachrichten",
    also="Auch bei: {names}",
    and_more="{names} und {count} weiteren",
    publishers="{count} Anbieter",
    update="Neues",
    new_reports="Neu seit dem {date}: {title} ({provider})",
    read="Weiter bei {provider}",
    whole_story="Alle Berichte",
    online="Diese Ausgabe im Netz lesen",
    leave="Abbestellen",
    why="Sie bekommen diese Mail, weil Sie sie auf {site} bestellt und die Bestellung bestätigt haben.",
    no_pictures="Kein Zählpixel in dieser Mail verrät, ob Sie sie lesen.",
    opt_in_subject="Bitte bestätigen: {title}",
    opt_in=(
        "Jemand, hoffentlich Sie, hat {title} an diese Adresse bestellt.\n\n"
        "Waren Sie es, dann öffnen Sie diese Seite und bestätigen Sie:\n\n{confirm}\n\n"
        "Wenn nicht, brauchen Sie nichts zu tun: Es kommt keine weitere Mail, und die Adresse wird nach {days} Tagen vergessen."
    ),
    confirm_heading="{title} bestellen",
    confirm_button="Ja, an {address} schicken",
    confirmed="Fertig: {title} kommt an {address}. In jeder Mail steht ein Link zum Abbestellen.",
    ask_heading="{title} bestellen",
    ask_label="Ihre Mailadresse",
    ask_topic="Thema",
    all_topics="Alles",
    ask_button="Bestellen",
    asked="Sehen Sie in Ihre Mail: Dort steht ein Link zum Bestätigen. Kommt nichts, sehen Sie in den Ordner für Spam.",
    leave_heading="{title} abbestellen",
    leave_button="{address} abmelden",
    left="Sie bekommen keine weiteren Ausgaben.",
    forget_button="Abmelden und alles löschen, was über diese Adresse bekannt ist",
    forgotten="Alles, was über die Adresse bekannt war, ist gelöscht. Ihr Nachweis: Nummer {id}, Schlüssel {salt}, {date}.",
    unknown_link="Dieser Link ist nicht gültig, oder die Adresse dahinter ist gelöscht.",
    wrong_address="Das ist keine Mailadresse, an die wir schicken können.",
    too_often="Bitte warten Sie ein paar Minuten, bevor Sie es noch einmal versuchen.",
    cannot_send="Wir können gerade keine Mail verschicken. Bitte versuchen Sie es später noch einmal.",
    imprint="Verantwortlich",
)


def words_for(locale: str) -> Words:
    """The words in a portal's language; English where there are none in it."""
    return GERMAN if locale.lower().startswith("de") else ENGLISH


def date_words(words: Words, at: datetime) -> str:
    """A day as the words write it."""
    return words.date.format(day=at.day, month=words.months[at.month - 1], year=at.year)
