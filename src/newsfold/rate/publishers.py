"""What well-known publishers are: a starting point for portals whose organization files say nothing.

A portal's own word (``authority`` in an organization file) and what its records teach always come before this table. It tells houses by
what they do, not by what they think: a newsroom reports, a wire passes on what companies pay for, an aggregator shows others' work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

House = Literal["newsroom", "trade", "press wire", "aggregator", "market research", "stock", "open platform", "deals"]


def _all(house: House, domains: str) -> dict[str, House]:
    return dict.fromkeys(domains.split(), house)


HOUSES: Final[Mapping[str, House]] = {
    # Newsrooms with reporters of their own, known far beyond one trade.
    **_all(
        "newsroom",
        "reuters.com apnews.com afp.com bbc.com bbc.co.uk nytimes.com washingtonpost.com wsj.com ft.com economist.com theguardian.com "
        "bloomberg.com cnbc.com npr.org politico.com propublica.org latimes.com usatoday.com theatlantic.com newyorker.com time.com "
        "axios.com nbcnews.com cbsnews.com abcnews.go.com cnn.com aljazeera.com dw.com lemonde.fr spiegel.de zeit.de faz.net "
        "sueddeutsche.de "
        "elpais.com corriere.it nikkei.com scmp.com thetimes.co.uk telegraph.co.uk independent.co.uk irishtimes.com smh.com.au "
        "theglobeandmail.com "
        "cbc.ca abc.net.au seattletimes.com bostonglobe.com sfchronicle.com fortune.com businessweek.com technologyreview.com wired.com "
        "nature.com science.org scientificamerican.com newscientist.com statnews.com techcrunch.com theverge.com arstechnica.com "
        "zdnet.com "
        "cnet.com engadget.com venturebeat.com geekwire.com theinformation.com protocol.com recode.net theregister.com theregister.co.uk "
        "ieee.org pcmag.com heise.de golem.de gamespot.com ign.com eurogamer.net pcgamer.com polygon.com kotaku.com rockpapershotgun.com "
        "gamesindustry.biz gameinformer.com vg247.com edge-online.com pcgamesn.com gamesradar.com",
    ),
    # The trade press: a staff, a subject, and readers who work in it.
    **_all(
        "trade",
        "infoworld.com computerworld.com networkworld.com cio.com csoonline.com techrepublic.com computerweekly.com eweek.com crn.com "
        "itpro.co.uk itpro.com silicon.co.uk siliconangle.com siliconrepublic.com thenextweb.com datacenterdynamics.com "
        "datacenterknowledge.com ciodive.com darkreading.com threatpost.com bleepingcomputer.com krebsonsecurity.com securityweek.com "
        "infosecurity-magazine.com sdtimes.com infoq.com thenewstack.io theserverside.com redmondmag.com rcpmag.com mcpmag.com petri.com "
        "thurrott.com windowscentral.com neowin.net nextplatform.com hpcwire.com insidehpc.com storagereview.com blocksandfiles.com "
        "lightreading.com fiercewireless.com fiercetelecom.com telecoms.com mobileworldlive.com breakingdefense.com defensenews.com "
        "defenseone.com nextgov.com "
        "federalnewsnetwork.com fcw.com gcn.com fedscoop.com washingtontechnology.com meritalk.com govexec.com healthcareitnews.com "
        "healthcaredive.com modernhealthcare.com beckershospitalreview.com americanbanker.com finextra.com itnews.com.au crn.com.au "
        "arnnet.com.au itweb.co.za itworld.com electronicdesign.com eetimes.com tomshardware.com anandtech.com extremetech.com "
        "techspot.com techradar.com digitaltrends.com androidauthority.com androidcentral.com 9to5mac.com 9to5google.com macrumors.com "
        "slashgear.com gizmodo.com mashable.com fastcompany.com barrons.com marketwatch.com adweek.com variety.com "
        "hollywoodreporter.com deadline.com "
        "videogameschronicle.com pushsquare.com nintendolife.com purexbox.com gamerant.com destructoid.com shacknews.com "
        "dotesports.com dexerto.com gamedeveloper.com cointelegraph.com coindesk.com electrek.co therobotreport.com diginomica.com "
        "virtualizationreview.com dbta.com helpnetsecurity.com metro.co.uk wowhead.com",
    ),
    # Wires that carry what companies pay for.
    **_all(
        "press wire",
        "prnewswire.com prnewswire.co.uk businesswire.com globenewswire.com einpresswire.com einnews.com accesswire.com newswire.com "
        "newswire.ca prweb.com pr.com prlog.org openpr.com marketwired.com 24-7pressrelease.com issuewire.com presseportal.de "
        "cision.com newsfilecorp.com realwire.com responsesource.com webwire.com send2press.com digitaljournal.com menafn.com",
    ),
    # Sites that show others' articles under their own address.
    **_all(
        "aggregator",
        "msn.com yahoo.com aol.com flipboard.com newsbreak.com smartnews.com news.google.com head-topics.com headtopics.com biztoc.com "
        "feedly.com ground.news news360.com dailyhunt.in upday.com inoreader.com techmeme.com memeorandum.com drudgereport.com "
        "webindia123.com newsnow.co.uk allafrica.com indiatimes.com nwitimes.com wfmz.com oaoa.com finanznachrichten.de finanzen.net",
    ),
    **_all(
        "market research",
        "researchandmarkets.com marketsandmarkets.com mordorintelligence.com grandviewresearch.com alliedmarketresearch.com "
        "fortunebusinessinsights.com marketresearchfuture.com gminsights.com persistencemarketresearch.com "
        "transparencymarketresearch.com "
        "imarcgroup.com verifiedmarketresearch.com precedenceresearch.com futuremarketinsights.com reportlinker.com researchnester.com "
        "technavio.com industryarc.com polarismarketresearch.com straitsresearch.com marketresearch.biz",
    ),
    # Opinions on shares.
    **_all(
        "stock",
        "seekingalpha.com fool.com zacks.com benzinga.com investorplace.com thestreet.com marketbeat.com tipranks.com stocktwits.com "
        "stockhouse.com simplywall.st gurufocus.com investing.com nasdaq.com insidermonkey.com fxstreet.com "
        "proactiveinvestors.com investors.com tradingview.com streetinsider.com morningstar.com barchart.com",
    ),
    # Anybody may publish there.
    **_all(
        "open platform",
        "youtube.com youtu.be vimeo.com twitch.tv tiktok.com medium.com substack.com dev.to hashnode.dev reddit.com x.com twitter.com "
        "facebook.com linkedin.com quora.com blogspot.com wordpress.com tumblr.com dailymotion.com rumble.com hackernoon.com "
        "github.com gitlab.com stackoverflow.com steamcommunity.com fandom.com",
    ),
    **_all(
        "deals", "slickdeals.net 9to5toys.com dealnews.com groupon.com retailmenot.com bgr.deals stacksocial.com hotukdeals.com mydealz.de"
    ),
}
"""Registrable domain to house. A publisher that is not here is unknown, which takes and gives nothing."""

HOUSE_POINTS: Final[Mapping[House, int]] = {
    "newsroom": 24,
    "trade": 18,
    "press wire": 2,
    "aggregator": 4,
    "market research": 0,
    "stock": 6,
    "open platform": 4,
    "deals": 0,
}
"""Authority of a house where the portal has no word of its own, in points from 0 to 30."""

UNKNOWN_POINTS: Final = 12
"""Authority of a publisher nobody has said anything about."""


def house_of(domain: str) -> House | None:
    """What a publisher is known to be; None where it is not known."""
    return HOUSES.get(domain)
