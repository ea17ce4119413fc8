"""Words of the headings of donors' lists, for each field: French, English, German.

Written without accents, punctuation or small words (de, of, der); “n°” and “no” are “numero”.
The empty field holds the headings of columns that are stored and not read.
"""

WORDS = {
    "category": """product category|category|categorie|materiel|kategorie|device type|
        equipment type|asset type|asset class|type materiel|type equipement|type appareil|
        type produit|type pc|
        type poste|type ordinateur|chassis type|nature materiel|nature|kind|type|famille|family|
        equipement|appareil|device|equipment|geratetyp|gerateart|art gerat""",
    "brand": """brand|marque|make|maker|manufacturer|mfr|fabricant|constructeur|vendor|hersteller|
        marke""",
    "model": """model|modele|modell|modele ordinateur|modele appareil|modele pc|model name|
        product model|model number|numero modele|
        product name|reference modele|modele reference|modele constructeur|typenbezeichnung|
        modellbezeichnung|nom commercial|gamme""",
    "designation": """designation|libelle|intitule|description materiel|descriptif|article|produit|
        bezeichnung|artikelbezeichnung|configuration|item|item description|product|
        marque modele|make model|brand model|description|materiel""",
    "serial": """serial number|numero serie|serial|serie|serial numero|sn|s n|n s|service tag|nds|
        seriennummer|serien numero|seriennr""",
    "imei": "imei|imei 1|code imei|imei number|imei nummer",
    "imei2": "imei 2|second imei|deuxieme imei|2e imei|imei secondaire|zweite imei|imei sim 2",
    "donor_tag": """numero inventaire|inventaire|code inventaire|asset tag|asset number|
        asset numero|asset id|inventory number|inventory numero|inventory|inventarnummer|
        inventar numero|anlagennummer|numero immo|immobilisation|etiquette|numero etiquette|
        numero parc|
        reference interne|numero interne|code barre|barcode|numero pc|numero poste|tag|
        equipment number|identifiant parc""",
    "cpu": """processeur|cpu|processor|proc|prozessor|microprocesseur|cpu model|type processeur|
        processor type|generation processeur""",
    "ram": """ram|memoire|memoire vive|memoire ram|memory|physical memory|installed ram|
        arbeitsspeicher|hauptspeicher|mem|taille ram|quantite ram""",
    "storage": """disque|disque dur|dd|stockage|storage|ssd|hdd|disk|disk size|hard drive|hard disk|
        drive|festplatte|speicher|taille disque|capacite|capacite disque|capacite stockage|
        capacity|drive capacity|total storage|speicherplatz|rom""",
    "storage_kind": """type disque|type stockage|disk type|drive type|storage type|festplattentyp|
        ssd ou hdd|technologie disque|disk media type|media type""",
    "screen": """ecran|taille ecran|screen|screen size|display|display size|bildschirm|
        bildschirmgroesse|bildschirmdiagonale|diagonale|pouce|taille pouce|taille|zoll|inch""",
    "os": """systeme|systeme exploitation|systeme exploit|os|os version|version os|
        operating system|operating system version|betriebssystem|windows|windows version""",
    "licence": """licence|license|licence windows|windows license|license type|type licence|coa|
        lizenz|lizenztyp""",
    "keyboard": """clavier|type clavier|keyboard|keyboard layout|tastatur|tastaturlayout|
        langue clavier|disposition clavier""",
    "battery": """batterie|battery|sante batterie|battery health|akku|etat batterie|battery state|
        battery cycle|autonomie""",
    "webcam": "webcam|camera|kamera|camera integree",
    "accessories": """chargeur|alimentation|accessoire|accessory|accessories|charger|power supply|
        bloc secteur|cable|cable alimentation|netzteil|ladegerat|zubehor|sacoche|souris|housse|
        adaptateur secteur|ac adapter|dock|station accueil|casque|maus|tasche""",
    "purchased": """date achat|annee achat|achete|achete en|achete le|date acquisition|
        annee acquisition|date mise service|mise service|purchase date|date purchase|purchased|
        purchase year|year purchase|bought|kaufdatum|kaufjahr|anschaffungsdatum|anschaffungsjahr|
        acquisition date|date entree|date facturation|date facture|invoice date""",
    "price": """prix|prix achat|cout|price|purchase price|cost|kaufpreis|preis|valeur achat|
        valeur acquisition|montant|anschaffungswert|anschaffungskosten|valeur neuf|valeur""",
    "book_value": """valeur comptable|valeur nette comptable|valeur nette|vnc|book value|
        net book value|restbuchwert|buchwert|valeur residuelle|residual value""",
    "warranty_end": """fin garantie|date fin garantie|garantie|warranty|warranty end|warranty date|
        warranty expiration|garantie bis|garantieende|expiration garantie|garantie jusqu""",
    "condition": """etat|etat general|etat materiel|condition|statut|status|working condition|
        cosmetic condition|zustand|fonctionnel|fonctionne|etat physique|etat fonctionnement|
        etat appareil|works|working""",
    "fault": """fault type|type panne|fault|panne|defaut|issue|probleme|problem|panne constatee|
        defaut constate|symptome|dysfonctionnement|damage|fehler|defekt|mangel""",
    "remark": """remark|remarque|comment|commentaire|note|observation|divers|problem|probleme|
        issue|info|information|info complementaire|detail|description|bemerkung|kommentar|
        anmerkung|notiz|sonstiges""",
    # Not a bare "état": it says as often whether it works.
    "donor_grade": """grade|cosmetic grade|grade esthetique|etat esthetique|etat cosmetique|
        classement|classe|classe esthetique""",
    "collected_from": """lieu|localisation|site|etage|bureau|salle|batiment|emplacement|location|
        room|floor|building|standort|raum|etablissement|lieu enlevement|local|implantation|
        adresse enlevement|etage bureau|gebaude|etage salle|agence""",
    "quantity": """quantite|quantity|qte|qty|nombre|nb|unite|unit|count|nombre unite|nb unite|
        nombre piece|piece|anzahl|menge|stuckzahl""",
    "year_made": """annee fabrication|date fabrication|year made|year manufacture|
        manufacture date|manufacturing date|production year|annee production|annee|year|baujahr|
        millesime|herstellungsjahr|annee construction|manufacture year""",
    "age_years": "age|age year|age an|age annee|anciennete|alter|age materiel",
    "": """utilisateur|nom utilisateur|user|user name|username|affecte|affectation|benutzer|
        dernier utilisateur|last user|primary user|email|e mail|mail|telephone utilisateur|
        telephone|phone number|ip|adresse ip|ip address|ip adresse|mac|adresse mac|mac address|
        nom poste|nom machine|nom ordinateur|nom|name|prenom|computer name|device name|hostname|
        host|domaine|domain|derniere connexion|last seen|last logon|dernier inventaire|
        date reforme|date sortie|facture|numero facture|invoice|commande|numero commande|
        bon commande|amortissement|fin amortissement|carte graphique|carte video|gpu|graphic|
        grafikkarte|cle produit|product key|total|total ht|fournisseur|supplier|lieferant|
        couleur|colour|color|farbe|icloud|frp|service|departement|department|pays|country|id|motif|
        reason|verdict|ligne|row""",
}
