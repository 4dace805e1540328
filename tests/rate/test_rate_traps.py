"""Traps: sentences in which a keyword stands and does not mean its topic, or means it and is written otherwise."""

from __future__ import annotations

from collections.abc import Callable

from newsfold.article import Article, Topic
from newsfold.rate import TopicIndex

Make = Callable[..., Article]

TOPICS = (
    Topic(id="code", name="Code", keywords=("software", "programming", "developers", "open source", "cloud computing")),
    Topic(
        id="ai",
        name="AI",
        parent="Code",
        keywords=("AI", "artificial intelligence", "neural network", "künstliche intelligenz", "人工知能", "인공지능"),
    ),
    Topic(id="ml", name="Machine learning", parent="AI", keywords=("machine learning", "ML", "apprentissage automatique", "机器学习")),
    Topic(
        id="go",
        name="Go",
        parent="Code",
        keywords=("golang",),
        case_keywords=("Go",),
        context=("compiler", "goroutine", "programming language"),
    ),
    Topic(id="rust", name="Rust", parent="Code", keywords=("rust",), context=("borrow checker", "cargo", "compiler", "memory safety")),
    Topic(id="teams", name="Teams", parent="Code", keywords=("teams",), context=("video call", "chat app", "tenant", "meeting app")),
    Topic(
        id="python",
        name="Python",
        parent="Code",
        keywords=("python",),
        context=("interpreter", "notebook", "package"),
        excluded=("monty python",),
    ),
    Topic(id="swift", name="Swift", parent="Code", case_keywords=("Swift",), context=("xcode", "ios"), excluded=("Taylor Swift",)),
    Topic(id="net", name=".NET", parent="Code", case_keywords=(".NET",), keywords=("asp.net", "c#")),
    Topic(id="cpp", name="C++", parent="Code", keywords=("c++",)),
    Topic(id="node", name="Node.js", parent="Code", keywords=("node.js",)),
    Topic(
        id="containers",
        name="Containers",
        parent="Code",
        keywords=("containers", "kubernetes", "docker image"),
        excluded=("shipping containers",),
    ),
    Topic(
        id="security",
        name="Security",
        parent="Code",
        keywords=("ransomware", "vulnerability", "data breach", "zero-day"),
        excluded=("social security",),
    ),
    Topic(id="storage", name="Storage", parent="Code", keywords=("object storage", "file share", "e-mail archive", "data box")),
    Topic(id="iot", name="IoT", parent="Code", keywords=("iot", "internet of things", "smart-home")),
    Topic(id="blob", name="Blobs", parent="Storage", keywords=("blob", "blob store")),
    Topic(id="lang", name="Languages", parent="Code", keywords=("sprachmodell*", "traducción automática", "перевод*", "机器翻译")),
)
INDEX = TopicIndex(TOPICS)

AMBIGUOUS = (
    ("Ai Morishige opens an exhibition in Port Maren", "AI"),
    ("A sculptor named Ai sails to Velden", "AI"),
    ("The sloth, or ai, sleeps for fifteen hours", "AI"),
    ("In the forest the ai hangs from a branch", "AI"),
    ("AI MORISHIGE OPENS HER EXHIBITION TODAY", "AI"),
    ("He said that the mains need repair", "AI"),
    ("Air fares rise before the holidays", "AI"),
    ("A maiden voyage for the ferry Aida", "AI"),
    ("Go home, says the mayor to the crowd", "Go"),
    ("Ready, Set, Go: The Marathon Begins", "Go"),
    ("Where the Wild Geese Go in Winter", "Go"),
    ("Prices go up again in November", "Go"),
    ("Velden Wins the Go Championship", "Go"),
    ("On the Go: Lunch for Travellers", "Go"),
    ("Rust eats the old bridge at Maren", "Rust"),
    ("How to keep rust off your bicycle", "Rust"),
    ("Wheat rust spreads in the valley", "Rust"),
    ("The colour of rust is back in fashion", "Rust"),
    ("Sports teams return to the city", "Teams"),
    ("Football Teams Prepare for the Cup", "Teams"),
    ("Rescue teams search the mountain", "Teams"),
    ("Two teams tied in the final", "Teams"),
    ("A python escapes from the zoo", "Python"),
    ("Monty Python reunites for one night", "Python"),
    ("Ball Python Found in a Garden", "Python"),
    ("Python swallows a goat in Lower Velden", "Python"),
    ("Taylor Swift sells out the arena", "Swift"),
    ("A swift nests under the roof", "Swift"),
    ("Swift action saves the harbour", "Swift"),
    ("Jonathan Swift, read again", "Swift"),
    ("Fishers mend the net at dawn", ".NET"),
    ("Net income rises at the port", ".NET"),
    ("NET ZERO BY 2040, SAYS THE COUNCIL", ".NET"),
    ("Safety net for farmers is approved", ".NET"),
    ("Food containers melt in the microwave", "Containers"),
    ("Shipping containers fall off a freighter", "Containers"),
    ("Empty containers pile up in the harbour", "Containers"),
    ("Social security office moves", "Security"),
    ("A blob of jelly wins the prize", "Blobs"),
    ("The Blob Returns to the Cinema", "Blobs"),
    ("A millilitre: 5 ML of saline is enough", "Machine learning"),
    ("The nurse gave 20 ml of syrup", "Machine learning"),
    ("A grade of C was enough for him", "C++"),
    ("Vitamin C is no cure for a cold", "C++"),
    ("A node in the railway net is closed", "Node.js"),
    ("Lymph node surgery gets simpler", "Node.js"),
    ("Patriotic songs at the harbour", "IoT"),
    ("A riot broke out after the match", "IoT"),
    ("The idiot, read aloud", "IoT"),
    ("Trust in the council grows", "Rust"),
    ("A crusty loaf for Sunday", "Rust"),
    ("Cargo ship runs aground off Maren", "Go"),
    ("Goals galore in the second half", "Go"),
    ("Dragons and gold at the theatre", "Go"),
    ("Emails from the chairman leak", "AI"),
    ("Html and xml for beginners", "Machine learning"),
)
"""Headlines in which a topic's word stands, or seems to, and the topic is not meant."""

MEANT = (
    ("AI writes the council's minutes", "AI"),
    ("What artificial intelligence costs", "AI"),
    ("The harbour tries A.I. for its cranes", "AI"),
    ("AIs play chess against each other", "AI"),
    ("Two AI's judge a bread contest", "AI"),
    ("Neural networks learn to knit", "AI"),
    ("A neural-network for tides", "AI"),
    ("Machine-learning for potato growers", "Machine learning"),
    ("Machine learning finds the leak", "Machine learning"),
    ("ML speeds up the search for wrecks", "Machine learning"),
    ("Golang 3 is faster", "Go"),
    ("Go 2 compiler ships to developers", "Go"),
    ("Programming in Go grows", "Go"),
    ("Rust developers meet in Velden", "Rust"),
    ("Rust gets a faster borrow checker", "Rust"),
    ("Memory safety comes to Rust", "Rust"),
    ("Teams adds a video call for hundreds", "Teams"),
    ("The chat app Teams is down", "Teams"),
    ("Python gets a new interpreter", "Python"),
    ("Python developers vote", "Python"),
    ("Swift comes to developers on new phones", "Swift"),
    ("Xcode and Swift, one year on", "Swift"),
    (".NET 9 is out", ".NET"),
    ("What is new in .NET", ".NET"),
    ("C# for everyone", ".NET"),
    ("ASP.NET sites are faster", ".NET"),
    ("C++ turns forty", "C++"),
    ("Why C++, not Fortran", "C++"),
    ("Node.js drops an old engine", "Node.js"),
    ("Kubernetes releases come less often", "Containers"),
    ("Docker images shrink by half", "Containers"),
    ("Open-source mapmakers win a prize", "Code"),
    ("Open source is everywhere", "Code"),
    ("Software eats the shipyard", "Code"),
    ("The developers' day in Maren", "Code"),
    ("Vulnerabilities in harbour cranes", "Security"),
    ("A vulnerability nobody saw", "Security"),
    ("Zero day in the ferry's ticket machine", "Security"),
    ("Zero-days for sale", "Security"),
    ("Data breaches cost more", "Security"),
    ("Ransomware closes a bakery", "Security"),
    ("RANSOMWARE CLOSES A BAKERY IN VELDEN", "Security"),
    ("File shares for small offices", "Storage"),
    ("Object-storage prices fall", "Storage"),
    ("Email archives must be kept", "Storage"),
    ("E-mail archives must be kept", "Storage"),
    ("E-Mail Archive of the Council Opens", "Storage"),
    ("Data boxes travel by train", "Storage"),
    ("IoT sensors in the harbour", "IoT"),
    ("An internet-of-things buoy", "IoT"),
    ("Smart home makers agree", "IoT"),
    ("Smart-home makers agree", "IoT"),
    ("Smarthome makers agree", "IoT"),
    ("Cloud-computing prices fall", "Code"),
    ("An object storage blob store for all", "Blobs"),
)
"""Headlines that mean the topic in whatever form."""

OTHER_TONGUES = (
    ("Künstliche Intelligenz im Rathaus", "AI"),
    ("KÜNSTLICHE INTELLIGENZ IM RATHAUS VON VELDEN", "AI"),
    ("Kunstliche Intelligenz ohne Umlaut", "AI"),
    ("L’apprentissage automatique au port", "Machine learning"),
    ("市役所が人工知能を導入", "AI"),
    ("人工知能の時代", "AI"),
    ("港口引入机器学习系统", "Machine learning"),
    ("机器翻译越来越好", "Languages"),
    ("인공지능이 배를 찾는다", "AI"),
    ("Sprachmodelle lernen Platt", "Languages"),
    ("Ein Sprachmodell für Velden", "Languages"),
    ("Des Sprachmodells neue Stimme", "Languages"),
    ("La traduccion automatica llega al puerto", "Languages"),
    ("La traducción automática llega al puerto", "Languages"),
    ("Перевод без людей", "Languages"),
    ("О переводе машин", "Languages"),
    ("港でIoTセンサーを使う", "IoT"),
    ("Le IoT au port", "IoT"),
    ("Ransomware schließt Bäckerei", "Security"),
    ("Un ransomware ferme la boulangerie", "Security"),
)

FOREIGN_FALSE = (
    ("J'ai vu le port hier", "AI"),
    ("Je l'ai dit au maire", "AI"),
    ("Il gol della vittoria", "Go"),
    ("Das Tor geht auf", "Go"),
    ("El equipo gana sin teams", "Teams"),
    ("Die Rust-Straße wird gesperrt", "Rust"),
    ("Ai lavoratori del porto", "AI"),
    ("Rust zacht, oude brug", "Rust"),
    ("人工的な島ができた", "AI"),
    ("机器人参加比赛", "Machine learning"),
)

PASSING = (
    ("The harvest is in", "", "One farmer spoke of software. " + "The wheat was heavy and the barns are full. " * 40, "Code"),
    ("The harvest is in", "", "A ransomware attack was long ago. " + "The wheat was heavy and the barns are full. " * 40, "Security"),
    ("The ferry is late", "", "Kubernetes was named once. " + "The sea was rough and the ferry waited. " * 50, "Containers"),
    ("The ferry is late", "", "Its captain likes golang. " + "The sea was rough and the ferry waited. " * 50, "Go"),
    ("A new bakery", "", "Its oven has iot inside. " + "The bread is good and the queue is long. " * 50, "IoT"),
    ("A new bakery", "", "Neural network, said one. " + "The bread is good and the queue is long. " * 50 + "Neural network again.", "AI"),
    (
        "Kubernetes and Docker images, and Kubernetes again",
        "",
        "Kubernetes. " * 3 + "Software is named. " + "The cluster waits. " * 80,
        "Security",
    ),
    ("Mayor resigns", "", "Twice she said software, and software. " + "The council met and the mayor spoke at length. " * 60, "Code"),
)

NO_PART_OF_A_WORD = (
    ("Softwareless is no word", "Code"),
    ("The blobfish is ugly", "Blobs"),
    ("Kubernetesque prose", "Containers"),
    ("Artificial intelligences-to-be", "Machine learning"),
    ("Programmings", "Go"),
    ("A golangish tongue", "Go"),
    ("Open. Source of the river found", "Code"),
    ("Data, box and candle", "Storage"),
    ("File: share this with nobody", "Storage"),
)


def topics_of(make: Make, title: str, excerpt: str = "", text: str = "") -> set[str]:
    return {match.topic for match in INDEX.match(make(title, excerpt=excerpt, text=text))}


def test_at_least_95_of_100_traps_are_seen_through(make_article: Make) -> None:
    fallen = [
        f"{topic} in “{title}”"
        for title, topic in (*AMBIGUOUS, *FOREIGN_FALSE, *NO_PART_OF_A_WORD)
        if topic in topics_of(make_article, title)
    ]
    fallen += [f"no {topic} in “{title}”" for title, topic in (*MEANT, *OTHER_TONGUES) if topic not in topics_of(make_article, title)]
    fallen += [
        f"{topic} in passing in “{title}”"
        for title, excerpt, text, topic in PASSING
        if topic in topics_of(make_article, title, excerpt, text)
    ]
    count = len(AMBIGUOUS) + len(FOREIGN_FALSE) + len(NO_PART_OF_A_WORD) + len(MEANT) + len(OTHER_TONGUES) + len(PASSING)
    assert count >= 150
    assert len(fallen) <= 0.05 * count, "\n".join(fallen)
