"""The signs of each kind, in the order in which they are believed. Each is a way such articles are written everywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from newsfold.rate.publishers import house_of
from newsfold.rate.signs import Sign, any_of, is_house, is_makers, is_self_praise, lowered

_MARKET: Final = (
    r"market (?:size|share|shares|worth|value|report|research|forecasts?|analysis|growth|outlook|overview|trends?|insights?|demand|"
    r"estimates?|"
    r"report analysis|industry|global|to (?:reach|grow|surpass|exceed|hit|witness|cross|be worth)|is (?:expected|estimated|projected|"
    r"set)|"
    r"expected|growing|by (?:type|component|product|application|key)|opportunit\w+)"
)
_RESEARCH_TEXT: Final = (
    r"market research report|(?:at|of) a cagr|cagr of|compound annual growth rate|(?:report|study) has been added to|"
    r"researchandmarkets|(?:published|released|added) a (?:new |detailed |latest )*(?:market )?(?:study|report)(?: titled| on)|"
    r"new market study|market study title\w*|(?:the )?global [\w ,&-]{3,60} market (?:is|was|size|report|research|to|has)|"
    r"forecast period|market (?:size )?(?:is|was) (?:expected|estimated|projected|valued)"
)

SIGNS: Final[Sequence[Sign]] = (
    Sign("market-research", "comes from a house that sells market reports", test=is_house("market research")),
    Sign(
        "market-research",
        "speaks of a market's size, players and forecast",
        title=any_of(
            _MARKET,
            r"markets? ?[-–—:|,].{0,120}(?:20\d\d|cagr|players?|companies|share|size|growth|trends?|forecast|outlook|demand|"
            r"opportunit\w+)",
            r"market.{0,80}(?:20[1-4]\d ?(?:[-–]|to) ?20[1-4]\d|by 20[2-4]\d|(?:till|until) 20[2-4]\d|cagr|key players?|"
            r"top (?:leading )?companies|"
            r"(?:leading|major) (?:players|companies|giants)|top (?:vendors|players))",
            r"(?:global|worldwide) .{3,60} (?:market|industry)(?: 20\d\d| to 20\d\d|[,:|])",
            r"insights on the .{3,60} (?:market|industry)",
        ),
    ),
    Sign("market-research", "is written as a market report", beginning=any_of(_RESEARCH_TEXT), needs=("market", "cagr", "compound annual")),
    Sign("deal", "comes from a site of bargains", test=is_house("deals")),
    Sign(
        "deal",
        "offers something at a price",
        title=any_of(
            r"(?:best|top|great|early|daily|today's|weekend) .{0,30}deals?",
            r"deals? (?:of|on|alert|roundup)",
            r"(?:up to )?\d+(?:%| percent) off",
            r"save (?:up to )?(?:[$£€]\d+|\d+(?:%| percent))",
            r"(?:coupon|promo) codes?|coupons?",
            r"black friday|cyber monday|prime day",
            r"discount(?:ed|s)?",
            r"(?:for |at |under |only |just |now )[$£€]\d+(?:\.\d\d)?",
            r"(?:all-time|record|new|lowest) (?:price )?low",
            r"lowest price|price drops?|on sale (?:for|at|now)|bundle(?: for| can| is| deal)|giveaway",
            r"lifetime (?:subscription|access)",
        ),
    ),
    Sign(
        "press-release",
        "came over a wire that companies pay",
        test=lambda subject: house_of(subject.domain) == "press wire",
    ),
    Sign(
        "press-release",
        "stands where its publisher keeps press releases",
        address=re.compile(
            r"/press-?releases?/|/pressreleases?/|/pr(?:[ _+-]|%20)?newswire|/business(?:[ _+-]|%20)?wire/|/globe(?:[ _+-]|"
            r"%20)?newswire/|/accesswire|"
            r"/prweb/|/news-releases?/|^markets\.businessinsider\.com/news/stocks|/pr-?news(?:wire)?/|/newswires?/"
        ),
    ),
    Sign(
        "press-release",
        "is written as a press release",
        title=any_of("press release"),
        needs=("wire", "release", "announced", "contact", "gain access", "today "),
        beginning=lowered(
            r"for immediate release|/ ?pr ?newswire ?/|pr ?newswire|einpresswire|\((?:business wire|globe ?newswire|accesswire)\)|"
            r"globe ?newswire|accesswire ?/|\(marketwired\)|\b(?:media|press) contacts?:|"
            r"\b(?:customers|users) worldwide now gain access to|"
            r"(?:the|a|an) (?:only|leading|global leader|leader|premier|pioneer|world'?s (?:leading|largest|first))\b[^.]{3,120}"
            r"\btoday (?:announced|launched|unveiled|introduced)|"
            r"\b(?:inc|corp|ltd|llc|gmbh|plc)\.?,?(?: \([^)]*\))?,[^.]{5,120}\b(?:today )?announced (?:today|that|the)|"
            r"announced today (?:that )?(?:its|it has|it is|the)"
        ),
    ),
    Sign("press-release", "is headed and begun as companies write of themselves", test=is_self_praise),
    Sign(
        "stock",
        "is about a share price, results or what to buy",
        title=any_of(
            r"(?:shares?|stocks?) (?:to (?:buy|watch|own|sell)|price|market|picks?|soars?|rall\w+|hits?|moves?|pops?|"
            r"(?:fall|rise|jump|drop|slide|surge|climb|gain|sink|tumble|dip|edge|tick|slip)\w*)",
            r"(?:buy|sell|hold) (?:rating|stock|now)|price targets?|dividends?|dow jones|wall street|s&p 500|nasdaq|nyse|bull market|"
            r"etfs?",
            r"earnings(?: call| report| preview| boost| beat| season|,|:| on deck| per share| transcript)?|quarterly (?:results|"
            r"profit|loss|sales|revenue)",
            r"(?:first|second|third|fourth|q[1-4]|fy)[ -]?(?:quarter|20\d\d|fy\w*)? ?(?:results|earnings|revenues?|profits?|sales)",
            r"q[1-4] 20\d\d|(?:net|operating) (?:income|profit|loss)",
            r"revenues? (?:rise|rises|rose|up|jumps?|grows?|grew|climbs?|falls?|fell|drops?|surges?|tops?|beats?|soars?|growth)",
            r"(?:posts?|reports?|generated) [$£€]?[\d.]+ ?(?:[bm]|billion|million)?\b.{0,30}(?:revenue|sales|profit|income|earnings)",
            r"(?:analysts?|bulls?|bears?) (?:say|says|expects?|upgrades?|downgrades?|of the day)|upgraded|downgraded|outperform",
            r"stocks?|shareholders?|investors? (?:should|need|are)|market cap|[$]?\d(?:\.\d)? trillion",
            r"(?:jefferies|wedbush|morgan stanley|goldman sachs|wells fargo|piper sandler|credit suisse|barclays|evercore|rbc|zacks)",
        ),
    ),
    Sign(
        "stock",
        "comes from a site about shares and speaks of them",
        test=is_house("stock"),
        beginning=any_of(
            r"shares? of", r"stocks?", r"investors?", r"earnings", r"valuation", r"bullish|bearish", r"portfolio", r"price target"
        ),
    ),
    Sign(
        "event",
        "announces an event",
        needs=("join us", "register ", "watch this"),
        title=any_of(
            r"webinars?|webcasts?|hackathons?|register (?:now|today|for)|save the date|call for (?:papers|speakers)|agenda",
            r"recorded demo|on-demand demo|live demo|(?:virtual|online|live) (?:event|summit|conference|workshop|training|hackathon|"
            r"meetup|roundtable)",
            r"(?:join|meet) us|keynote schedule|tickets|meetup|fireside chat|training day",
        ),
        beginning=any_of(
            r"join us (?:for|on|at)|register (?:now|here|today) (?:for|to)|watch this (?:interactive )?(?:product )?(?:demo|webinar|"
            r"webcast)"
        ),
    ),
    Sign(
        "roundup",
        "gathers several pieces of news",
        title=any_of(
            r"(?:weekly|daily|monthly|news|tech) (?:roundup|round-up|digest|recap|wrap(?:-up)?|briefing|bites?|moves|weekly|brief|news)",
            r"(?:this|the|last) week (?:in|at|on)|week in review|roundup|round-up|recap|news digest|news wrap|news in brief|newsletter",
            r"live ?blog|live updates|more news|and more news|everything (?:announced|you (?:missed|need to know))",
            r"(?:the )?(?:biggest|top|most important|best|major|key) (?:\w+ )?(?:announcements|news|stories|headlines|moments|"
            r"highlights)",
            r"\bweekly:|: highlights$|in case you missed it",
        ),
    ),
    Sign(
        "how-to",
        "stands in a manual or a help centre",
        address=re.compile(
            r"^(?:docs?|learn|support|help|kb|developers?|manual)\.|/(?:docs?|tutorials?|how-to|howto|kb|troubleshoot\w*|"
            r"knowledge-?base)/"
        ),
    ),
    Sign(
        "how-to",
        "teaches how to do something",
        needs=("in this ", "this tutorial", "this guide", "this how-to", "this article"),
        title=any_of(
            r"how to|how do (?:i|you)|how i |step[- ]by[- ]step|tutorials?|a (?:\w+ )?guide to|guides?:|guide$|getting started|"
            r"get started|tips (?:for|to|on|and)|"
            r"walkthrough|cheat ?sheet|troubleshoot(?:ing)?|\d+ (?:tips|tricks|steps)|best practices|faqs?|frequently asked questions|"
            r"tier list|best (?:builds?|class(?:es)?|settings|loadouts?)|explained and which|where to find|locations?$"
        ),
        beginning=any_of(
            r"in this (?:post|article|tutorial|guide|blog|video),? (?:i|we|you)(?: will|'ll|’ll)? (?:be )?"
            r"(?:talk about how|show|learn|walk|explain how|describe how|see how|going to)",
            r"this (?:tutorial|guide|how-to|article (?:describes|explains|shows) how)",
        ),
    ),
    Sign(
        "how-to",
        "begins as lessons do",
        title=lowered(
            r"^(?:securing|configuring|deploying|setting up|building|creating|using|installing|connecting|integrating|implementing|"
            r"automating) "
            r"(?!.*\b(?:market|future)\b)"
        ),
        test=lambda subject: house_of(subject.domain) == "open platform",
    ),
    Sign(
        "other",
        "is a product, course or code, not an article",
        title=any_of(r"exam dumps?|dumps|course \d{3,}|certification course|free trial|job opening|we're hiring|product page"),
        address=re.compile(r"^(?:www\.)?(?:github|gitlab|sourceforge|npmjs|pypi)\.(?:com|org)/"),
    ),
    Sign("announcement", "is the subject's own word about itself", test=lambda subject: subject.is_own_site),
    Sign(
        "announcement",
        "speaks as the one who made it",
        needs=("we", "i'm ", "i’m ", "i am "),
        beginning=re.compile(
            r"\b(?:[Ww]e(?:'re|’re| are) (?:\w+ )?(?:excited|pleased|happy|proud|thrilled|delighted|announcing|introducing|releasing|"
            r"launching|rolling out|sharing)|"
            r"[Tt]oday,? we |[Ww]e(?:'ve|’ve| have) (?:announced|added|released|launched|made)|I(?:'m|’m| am) (?:\w+ )?(?:excited|pleased|"
            r"happy|proud|thrilled) to|"
            r"(?:[Aa]t|[Hh]ere at) [A-Z]\w+,? we\b|[Ww]e are making)",
        ),
        test=lambda subject: house_of(subject.domain) is None or is_makers(subject),
    ),
    Sign(
        "announcement",
        "is headed as makers head their own news",
        title=lowered(r"^(?:announcing|introducing|meet the new|generally available:|public preview:|release notes|changelog)\b"),
        test=lambda subject: house_of(subject.domain) in (None, "open platform"),
    ),
    Sign(
        "announcement",
        "announces something of the publisher's own",
        title=any_of(
            r"announcing|introducing|now (?:generally )?available|general availability|generally available|public preview|"
            r"(?:now )?in preview|"
            r"release notes|changelog|patch notes|pre-?purchase|is now open|coming soon"
        ),
        test=lambda subject: house_of(subject.domain) is None and is_makers(subject),
    ),
    Sign("announcement", "stands on the site of the company it is about", test=is_makers),
    Sign(
        "analysis",
        "weighs, compares or explains rather than reports",
        title=lowered(
            r"^(?:why|what|how|is|are|can|should|will|does|do|did|could|meet|inside|behind|understanding|opinion|analysis|review|"
            r"preview|hands[- ]on|"
            r"interview|q&a|exclusive interview|here(?:'|’)s (?:why|what|how)|\d+ (?:\w+ )?(?:reasons|ways|things|lessons|questions|"
            r"takeaways|details|trends|advantages))\b|"
            r"\b(?:opinion|analysis|commentary|editorial|explained|explainer|explains|lessons (?:from|learned)|deep dive|case study|"
            r"takeaways|op-ed|"
            r"what (?:it|this|that) means|what to (?:expect|know|watch)|reminder about|pros and cons|versus|vs\.?|compar(?:ed|ison|"
            r"ing)|review(?=:|$)|hands[- ]on|"
            r"preview|in-depth|perspective|survey (?:says|finds|shows)|study (?:finds|shows|says)|priorities|the case for|the future of|"
            r"could (?:be|mean|give)|should (?:be|you|we)|need to know|interview|challenges? of|implications|"
            r"threats and opportunities|state of)\b|"
            r"\?$|\b(?:ceo|cto|cio|chief|president|founder|exec|executive|vp|director)\b.{0,40}\b(?:on|explains|talks|discusses|"
            r"shares|reflects)\b"
        ),
    ),
)
"""Signs in the order in which they are believed; an article without any is news."""
