"""Invented people, organisations and addresses, in real towns.

Phone numbers stand in blocks that no operator gives out, mail ends in `.test`, company numbers
start with 000, IMEIs with 00 and serial numbers with DEMO.
"""


def parts(text):
    """The parts of `text` between semicolons."""
    return [part.strip() for part in text.split(";")]


def weights(text):
    """`a 2; b 1` as a table of weights."""
    pairs = (part.rsplit(" ", 1) for part in parts(text))
    return {name: int(weight) for name, weight in pairs}


_FIRST = """
    Aïcha Amadou Ana Anh Arthur Aya Baptiste Binta Camille Carlos Chloé Diego Dounia Elif Elsa
    Emeka Enzo Fatou Félix Gaëlle Goran Grace Hana Hugo Ibrahim Inès Ioana Jade Joao Jonas
    Kadiatou Kenza Lamine Lan Léa Leïla Liam Lina Louise Malik Manon Marek Mariam Maya Mehdi
    Mila Minh Moussa Nadia Nathan Nour Olga Omar Paul Rania Rayan Rosa Sacha Salima Samuel Sofia
    Tenzin Théo Tiago Violette Wassim Yann Yasmine Youssef Zoé
"""
_LAST = """
    Abadie Abdallah Aubrac Bakari Baudouin Belkacem Besson Boukhari Brunel Cadoret Camara
    Carvalho Cissokho Coulibaly Da_Costa Delmas Diarra Dos_Santos Duhamel El_Amrani Evrard
    Fernandez Fofana Gauthier Guérin Haddad Haddouche Ivanov Jaouen Kabongo Kaya Keïta Kowalski
    Lambert Le_Goff Le_Tallec Mancini Mansouri Marchal Mbarga Mendy Meunier Moreau Ndiaye Nguyen
    Novak Okafor Oliveira Ouedraogo Pereira Petit Pham Popescu Quéré Rahmani Renaud Robin Sall
    Sangaré Sauvage Silva Sylla Tessier Touré Traoré Vasseur Weiss Yilmaz Zerhouni
"""
FIRST_NAMES = _FIRST.split()
LAST_NAMES = [name.replace("_", " ") for name in _LAST.split()]
STREETS = parts("""
    rue des Quatre-Lavoirs; allée du Cerf-Volant; rue de la Vieille-Écluse; impasse des Sabotiers;
    boulevard de la Belle-Étoile; rue du Moulin-Rouillé; place des Trois-Tilleuls;
    rue Hortense-Malivoire; chemin des Genêts-Fleuris; rue du Four-à-Ban; cours Anselme-Quéribus;
    rue des Hirondelles-d’Hiver
""")
TOWNS = parts("""
    35000 Rennes; 35400 Saint-Malo; 35500 Vitré; 35300 Fougères; 35600 Redon; 22100 Dinan;
    53000 Laval; 50300 Avranches
""")

HOUSE = "Clavier Partagé"
PURPOSE = (
    "Collecter du matériel numérique, le remettre en état et le confier aux personnes et aux"
    " structures qui en manquent."
)
SITES = [
    # name, town, letter of its shelves
    ("Dépôt de Rennes", "35000 Rennes", "R"),
    ("Escale de Saint-Malo", "35400 Saint-Malo", "M"),
    ("Antenne de Vitré", "35500 Vitré", "V"),
]
PRINTER = "Laser de l’accueil"
ARRIVALS, LAPTOPS, _MORE, PHONES, SCREENS, BENCH, APART, _EXITING = range(8)
PLACES = parts("""
    ARRIVEES Arrivées; A1 Étagère A1, portables; A2 Étagère A2, portables;
    B1 Étagère B1, téléphones et tablettes; C1 Étagère C1, écrans et fixes; ETABLI Établi;
    ECART Armoire fermée; DEPART Prêts à partir
""")

DONORS = {
    "company": parts("""
        Ateliers Belvoir; Mutuelle des Trois Rives; Cabinet Aubrac et Quéré;
        Assurances du Grand Large; Biscuiterie Malivoire; Transports Cadoret;
        Imprimerie du Four-à-Ban; Banque de l’Estran; Laboratoires Hélianthe;
        Coopérative des Sabotiers; Chantiers de la Vieille-Écluse; Studio Cerf-Volant;
        Papeteries Quéribus; Maison Duhamel-Tessier
    """),
    "public": parts("""
        Communauté de communes du Val de Seiche; Syndicat des Eaux de Montfleury;
        Ville de Saint-Aubert-des-Prés; Lycée Hortense-Malivoire
    """),
    "individual": parts("Gaëlle Jaouen; Famille Okafor-Robin; Marek Kowalski; Louise Vasseur"),
}
LEGAL_FORMS = {
    "company": ["SAS", "société coopérative", "SA"],
    "public": ["collectivité territoriale", "établissement public", "commune"],
    "individual": ["", "", ""],
}
CARRIERS = ["", "Transports Cadoret", ""]
HOURS = [(9, 11), (14, 16), (10, None)]

ORGANISATIONS = [
    # name, kind, status, town
    ("Association Voisins d’abord", "association", "approved", "35000 Rennes"),
    ("CCAS de Saint-Aubert-des-Prés", "ccas", "approved", "35500 Vitré"),
    ("Mission locale du Val de Seiche", "mission_locale", "approved", "35500 Vitré"),
    ("Collège Anselme-Quéribus", "school", "approved", "35000 Rennes"),
    ("Foyer La Traverse", "shelter", "approved", "35000 Rennes"),
    ("Centre social Les Hirondelles d’hiver", "association", "approved", "35400 Saint-Malo"),
    ("CCAS de Montfleury", "ccas", "approved", "35600 Redon"),
    ("Mission locale des Deux Baies", "mission_locale", "approved", "35400 Saint-Malo"),
    ("École des Quatre-Lavoirs", "school", "approved", "35300 Fougères"),
    ("Escale de nuit Belle-Étoile", "shelter", "approved", "35400 Saint-Malo"),
    ("Aide à domicile Les Genêts", "employer", "approved", "35000 Rennes"),
    ("Ressourcerie du Moulin-Rouillé", "employer", "approved", "35600 Redon"),
    ("Maison de quartier du Vieux-Cours", "other", "approved", "35000 Rennes"),
    ("Médiathèque des Trois-Tilleuls", "other", "approved", "35300 Fougères"),
    ("Association Le Fil tendu", "association", "asked", "22100 Dinan"),
    ("Épicerie solidaire du Port", "association", "suspended", "35400 Saint-Malo"),
    ("Collectif Ordis pour tous", "association", "expired", "53000 Laval"),
]

USERS = [
    # e-mail before @, name, role, number of sites or organisation
    ("volunteer", "Manon Besson", "volunteer", 1),
    ("technician", "Goran Novak", "technician", 2),
    ("counter", "Fatou Ndiaye", "counter", 2),
    ("coordinator", "Claire Guérin", "coordinator", 3),
    ("admin", "Hugo Le Tallec", "admin", 3),
    ("association", "Salima Rahmani", "association", "Association Voisins d’abord"),
    ("paul", "Paul Evrard", "volunteer", 1),
    ("lan", "Lan Pham", "volunteer", 3),
    ("tiago", "Tiago Silva", "technician", 3),
    ("ines", "Inès Haddad", "counter", 3),
    ("ccas", "Yann Cadoret", "association", "CCAS de Saint-Aubert-des-Prés"),
    ("mission-locale", "Dounia Mansouri", "association", "Mission locale du Val de Seiche"),
]
PASSWORD = "bonjour-a-rebond"  # noqa: S105  (printed for everybody to try)

# Models of `fixtures/` by category, with how often they come in; of computers also the processor,
# its speed and cores, the screen and the TPM: those of before the 8th generation get Linux.
OLD, NEW = "1.2", "2.0"
MODELS = {
    "laptop": [
        ("Dell", "Latitude 5490", 9, "i5-8350U", "1.70", 4, 14, NEW),
        ("Dell", "Latitude 5480", 8, "i5-7300U", "2.60", 2, 14, NEW),
        ("Dell", "Latitude 7490", 6, "i5-8350U", "1.70", 4, 14, NEW),
        ("Dell", "Latitude 5400", 5, "i5-8365U", "1.60", 4, 14, NEW),
        ("Dell", "Latitude E5470", 4, "i5-6300U", "2.40", 2, 14, OLD),
        ("HP", "EliteBook 840 G5", 8, "i5-8350U", "1.70", 4, 14, NEW),
        ("HP", "ProBook 450 G5", 5, "i5-8250U", "1.60", 4, 15.6, NEW),
        ("HP", "ProBook 640 G4", 4, "i5-8350U", "1.70", 4, 14, NEW),
        ("Lenovo", "ThinkPad T470", 6, "i5-7200U", "2.50", 2, 14, NEW),
        ("Lenovo", "ThinkPad T480", 7, "i5-8350U", "1.70", 4, 14, NEW),
        ("Lenovo", "ThinkPad L480", 4, "i5-8250U", "1.60", 4, 14, NEW),
        ("Lenovo", "ThinkPad X270", 3, "i5-7300U", "2.60", 2, 12.5, NEW),
    ],
    "desktop": [
        ("Dell", "OptiPlex 3060 Micro", 3, "i5-8500T", "2.10", 6, None, NEW),
        ("Dell", "OptiPlex 7060 SFF", 2, "i5-8500", "3.00", 6, None, NEW),
    ],
    "tablet": [("Apple", "iPad (9th generation)", 1)],
    "phone": [
        ("Samsung", "Galaxy A12", 4),
        ("Samsung", "Galaxy A40", 3),
        ("Samsung", "Galaxy A20e", 3),
        ("Apple", "iPhone 8", 3),
        ("Apple", "iPhone SE (2020)", 3),
        ("Apple", "iPhone 11", 2),
        ("Xiaomi", "Redmi 9", 2),
    ],
    "monitor": [("Dell", "P2219H", 3), ("Dell", "P2419H", 2)],
    "router": [("Huawei", "B311", 2), ("TP-Link", "TL-MR6400", 1)],
}
CATEGORY_WEIGHTS = weights("laptop 59; phone 19; monitor 10; desktop 5; tablet 5; router 2")
FAULTS = {
    "laptop": parts("batterie usée; charnière cassée; clavier incomplet; ne démarre pas;"),
    "desktop": parts("ventilateur bruyant; ne démarre pas;"),
    "tablet": parts("écran fêlé; batterie usée;"),
    "phone": parts("écran fêlé; batterie usée; vitre arrière cassée;"),
    "monitor": parts("pied manquant; trait vertical;"),
    "router": parts("antenne cassée;"),
}
LOCKS = {
    "laptop": "mot de passe du BIOS",
    "desktop": "mot de passe du BIOS",
    "tablet": "verrouillage d’activation",
    "phone": "compte Google ou iCloud actif",
    "router": "mot de passe inconnu",
}
LIMITS = {
    "laptop": parts("""
        La batterie tient une heure.; La webcam ne fonctionne pas.;
        Un port USB sur trois ne fonctionne pas.; Le lecteur de carte ne fonctionne pas.
    """),
    "desktop": ["Un port USB sur trois ne fonctionne pas.", "Le lecteur de DVD ne s’ouvre plus."],
    "tablet": ["La batterie tient deux heures.", "L’appareil photo avant est flou."],
    "phone": ["La batterie tient une demi-journée.", "L’appareil photo avant est flou."],
    "monitor": ["Le pied ne se règle plus en hauteur.", "Deux pixels morts dans un coin."],
    "router": ["Un voyant ne s’allume plus."],
}
NEEDS = parts("""
    Clavier et webcam pour des cours à distance.; Écran assez grand, une personne voit mal.;
    Batterie en bon état, pas de prise à proximité.;;
""")
REFUSALS = [
    "Nous n’avons plus de tablettes\u00a0; une nouvelle demande sera possible dans deux mois.",
    "Le foyer a déjà un ordinateur de notre part.",
]
