"""The people database: subscribers and their consent, what was sent to whom, webhooks. It is kept apart from the store, because what stands
here cannot be made again from the repository: deleting the store, `newsfold rebuild` and loading a dump of the store leave it alone.
"""

from newsfold.store.people.accounts import Account, Accounts, Role, Scope, Session, Token
from newsfold.store.people.deliveries import Deliveries, Delivery, DeliveryState, Tally
from newsfold.store.people.desk_notes import Deed, DeskNotes, Visit
from newsfold.store.people.opening import People
from newsfold.store.people.subscribers import Erasure, Subscriber, Subscribers, SubscriberState
from newsfold.store.people.tips import Tip, Tips, TipState
from newsfold.store.people.webhooks import Call, Webhook, Webhooks

__all__ = [
    "Account",
    "Accounts",
    "Call",
    "Deed",
    "Deliveries",
    "Delivery",
    "DeliveryState",
    "DeskNotes",
    "Erasure",
    "People",
    "Role",
    "Scope",
    "Session",
    "Subscriber",
    "SubscriberState",
    "Subscribers",
    "Tally",
    "Tip",
    "TipState",
    "Tips",
    "Token",
    "Visit",
    "Webhook",
    "Webhooks",
]
