"""Headings of donors' lists by field: French, English, German, some Spanish, Portuguese, Italian.

They are written without accents, punctuation or small words (de, of, der); “n°” and “no” are
“numero”. The empty field has the headings of columns that are stored but not read.
"""

WORDS = {
    "category": """product category|category|categorie|materiel|kategorie|device type|
        equipment type|asset type|asset class|type materiel|type equipement|type appareil|
        type produit|type pc|type poste|type ordinateur|chassis type|nature materiel|nature|
        kind|type|famille|family|equipement|appareil|device|equipment|geratetyp|gerateart|
        art gerat|type machine|hardware type|hardware category|hardware|chassis|form factor|
        facteur forme|sous categorie|subcategory|categorie actif|categorie materiel|kind device|
        produkttyp|produktkategorie|geratekategorie|gerateklasse|gerat|classe actif|type actif|
        asset category|machine type|type bien|type objet|device class|type poste travail|
        groupe article|warengruppe|product type|genre|genre materiel|sorte|sorte materiel|
        ordinateur|type uc|type device|equipment category|computer type|pc type|laptop desktop|
        typ|geratetyp kategorie|art|gerateklasse typ|machine|tipo|tipologia|categoria|
        tipo equipo|tipo equipamento|tipo dispositivo|clase|tipo activo|equipo|equipamento|
        dispositivo|apparecchio|chassis type name|type name""",
    "brand": """brand|marque|make|maker|manufacturer|mfr|fabricant|constructeur|vendor|
        hersteller|marke|manufacturer name|system manufacturer|nom fabricant|nom constructeur|
        marque constructeur|marque appareil|marque materiel|producer|herstellername|firma|
        vendor name|marque uc|marque ecran|marque modele constructeur|marque telephone|
        hersteller marke|brand name|maker name|fabrikant|marca|fabricante|produttore|
        costruttore|hardware make|marca equipo""",
    "model": """model|modele|modell|modele ordinateur|modele appareil|modele pc|model name|
        product model|model number|numero modele|product name|reference modele|modele reference|
        modele constructeur|typenbezeichnung|modellbezeichnung|nom commercial|gamme|
        modele exact|reference constructeur|reference fabricant|part number|pn|p n|
        product number|numero produit|numero piece|system model|model identifier|model code|
        modele commercial|type modele|machine model|modellname|modellnummer|modell bezeichnung|
        produktname|produktnummer|nom produit|nom modele|sku|mtm|modele machine|modele uc|
        modele ecran|modele telephone|modele poste|modele materiel|modele equipement|
        modele type|reference produit|code produit|code article|device model|computer model|
        product code|product reference|hardware model|typ modell|modell typ|gerate modell|
        geratemodell|model reference|modelo|modello|modelo equipo|nombre modelo|model no""",
    "designation": """designation|libelle|intitule|description materiel|descriptif|article|
        produit|bezeichnung|artikelbezeichnung|configuration|item|item description|product|
        marque modele|make model|brand model|description|materiel|artikel|libelle bien|
        libelle article|libelle immobilisation|designation article|designation bien|
        designation materiel|asset description|asset name description|item name|
        equipment description|description equipement|description bien|description article|
        marque type|geratebezeichnung|objet|intitule materiel|hardware description|composition|
        article description|beschreibung|geratebeschreibung|nom bien|nature bien|description pc|
        descriptif materiel|designation equipement|type marque modele|marque modele type|
        manufacturer model|hersteller modell|product description|descriptif technique|
        caracteristique|caracteristique technique|specification|spec|hardware configuration|
        detail materiel|equipement designation|intitule bien|descripcion|descricao|descrizione|
        denominacion|denominazione|articulo|terminal|telephone modele|mobile device""",
    "serial": """serial number|numero serie|serial|serie|serial numero|sn|s n|n s|service tag|
        nds|seriennummer|serien numero|seriennr|device serial number|system serial number|
        machine serial|chassis serial|bios serial|bios serial number|ssn|
        numero serie constructeur|numero serie fabricant|numero serie uc|serie constructeur|
        serial code|service code|servicetag|seriennummer hersteller|fabriknummer|
        sn constructeur|numero chassis|hardware serial|numero serie appareil|serie uc|
        numero serie ecran|serie ecran|numero serie telephone|numero serie pc|serial tag|
        numero constructeur|serialnr|seriennr gerat|gerate seriennummer|sn uc|product serial|
        manufacturer serial number|serial id|code serie|seriale|numero seriale|matricola|
        numero matricola|service tag serial|serial no|sr numero|numero serial|serie numero|
        identifying number""",
    "imei": """imei|imei 1|code imei|imei number|imei nummer|imei meid|meid|imei principal|
        device imei|imei sn|numero imei|imei slot 1|imei sim 1""",
    "imei2": """imei 2|second imei|deuxieme imei|2e imei|imei secondaire|zweite imei|imei sim 2|
        imei slot 2|imei deux|dual imei""",
    "donor_tag": """numero inventaire|inventaire numero|inventaire|code inventaire|asset tag|
        asset number|asset numero|asset id|inventory number|inventory numero|inventory|
        inventarnummer|inventar numero|anlagennummer|numero immo|immobilisation|etiquette|
        numero etiquette|numero parc|reference interne|numero interne|code barre|barcode|
        numero pc|numero poste|tag|equipment number|identifiant parc|asset|asset code|
        asset number internal|numero bien|code bien|identifiant bien|numero identification|
        numero materiel|code materiel|identifiant materiel|code parc|reference parc|
        numero equipement|code equipement|identifiant equipement|nom court|numero actif|
        code actif|equipment id|equipment code|property tag|property number|fixed asset|
        fixed asset number|numero immobilisation|code immobilisation|fiche immobilisation|
        numero fiche|inventory tag|inventory code|inventory id|inventar|inventar id|
        inventarcode|gerate id|geratenummer|equipment nummer|anlagennr|numero interne parc|
        code interne|identifiant interne|internal id|internal reference|numero plaque|
        plaque inventaire|etiquette inventaire|barcode number|gestion parc|stock number|
        numero parc informatique|sticker|numero patrimoine|patrimoine|
        numero inventaire comptable|numero inventaire interne|matricule materiel|matricule bien|
        numero gestion|code gestion|numero repertoire|numero etiquette parc|id materiel|id parc|
        id bien|id equipement|id inventaire|company tag|tag number|tag numero|
        inventarisierungsnummer|anlagen numero|anlage|asset reference|inventory reference|
        reference inventaire|reference materiel|reference bien|inventario|numero inventario|
        patrimonio|numero patrimonio|codigo patrimonio|codigo inventario|codigo activo|
        numero activo|placa|numero placa|etiqueta|tombamento|numero tombamento|tombo|cespite|
        codice cespite|codice inventario|etichetta|id actif|identifiant actif|id activo|
        inventarisierung|anlagennummer inventar|identification number""",
    "cpu": """processeur|cpu|processor|proc|prozessor|microprocesseur|cpu model|type processeur|
        processor type|generation processeur|chip|chipset|processor name|cpu name|cpu type|
        modele processeur|prozessortyp|prozessor typ|prozessormodell|soc|famille processeur|
        puce|modele cpu|processor model|microprocessor|processeur modele|nom processeur|
        frequence processeur|generation cpu|cpu generation|processeur cpu|prozessor cpu|
        cpu name speed|procesador|processador|processore|tipo procesador|prozessor name""",
    "ram": """ram|memoire|memoire vive|memoire ram|memory|physical memory|installed ram|
        arbeitsspeicher|hauptspeicher|mem|taille ram|quantite ram|total physical memory|
        total ram|total memory|memory size|memory total|ram size|ram capacity|taille memoire|
        capacite memoire|capacite ram|barrette memoire|barrette|barrette ram|speicher ram|
        ram speicher|arbeitsspeicher groesse|memoire totale|memory installed|memory capacity|
        go ram|gb ram|ram go|ram gb|ram mo|memoire installee|memoire systeme|memoire physique|
        memory ram|system memory|installed memory|ram installee|memoire vive installee|
        ram speichergroesse|memoria|memoria ram|ram memoria|total ram mb|total memory gb|
        total physical memory kb|composant memoire|memoria total|memoria instalada""",
    "storage": """disque|disque dur|dd|stockage|storage|ssd|hdd|disk|disk size|hard drive|
        hard disk|drive|festplatte|speicher|taille disque|capacite|capacite disque|
        capacite stockage|capacity|drive capacity|total storage|speicherplatz|rom|hd|hdd size|
        ssd size|disk capacity|disk space|total disk|total disk space|disk total|device storage|
        storage capacity|storage size|total storage capacity|espace disque|espace stockage|
        volume disque|volume stockage|memoire interne|memoire flash|internal storage|
        internal memory|flash|taille dd|taille hdd|taille ssd|capacite dd|capacite hdd|
        capacite ssd|disque systeme|disque principal|disque interne|disque ssd|
        festplattengroesse|festplattenkapazitat|speichergroesse|speicherkapazitat|
        interner speicher|hard drive size|hard disk size|drive size|disque taille|
        disque capacite|disque ssd hdd|capacite disque dur|taille disque dur|stockage interne|
        stockage total|disque c|hdd capacity|ssd capacity|storage gb|disk gb|disk total size|
        drive space|massenspeicher|hdd ssd groesse|memoire stockage|mass storage|primary disk|
        hard drive capacity|system drive size|capacite totale|disco|disco duro|disco rigido|
        almacenamiento|armazenamento|archiviazione|drive capacity mb|composant disque dur|
        c drive size|c drive size gb|capacidad|capacidade|capacidad disco|memoria interna""",
    "storage_kind": """type disque|type stockage|disk type|drive type|storage type|
        festplattentyp|ssd ou hdd|technologie disque|disk media type|media type|techno disque|
        technologie stockage|technologie dd|nature disque|nature stockage|drive technology|
        disk technology|kind disk|ssd hdd|hdd ssd|festplatten typ|speichertyp|speicherart|
        disque type|interface disque|type dd|type hd|support stockage|type ssd|type disque dur|
        type memoire stockage|disk kind|drive media type|type support|laufwerkstyp|
        art festplatte""",
    "screen": """ecran|taille ecran|screen|screen size|display|display size|bildschirm|
        bildschirmgroesse|bildschirmdiagonale|diagonale|pouce|taille pouce|taille|zoll|inch|
        dimension|dimension ecran|format ecran|diagonale ecran|monitor size|display diagonal|
        screen diagonal|displaygroesse|monitorgroesse|displaydiagonale|bildschirmgrosse|
        ecran taille|ecran pouce|lcd size|size inch|taille dalle|dalle|taille moniteur|
        diagonale pouce|moniteur|screen inch|display inch|monitor|bildschirm zoll|monitor zoll|
        dimension dalle|size|monitor inch|pantalla|schermo|tela|pulgada|polegada|pollice|
        tamano pantalla|screen inche""",
    "os": """systeme|systeme exploitation|systeme exploit|os|os version|version os|
        operating system|operating system version|betriebssystem|windows|windows version|
        nom systeme exploitation|os name|nom os|os installe|os type|system|system software|
        version windows|edition windows|windows edition|ios version|android version|version ios|
        version android|plateforme|plate forme|platform|os platform|os edition|
        systeme exploitation installe|software version|build os|os build|firmware os|
        betriebssystem version|betriebssystemversion|windows installe|version systeme|
        version systeme exploitation|systeme installe|operating system name|os full name|
        os build version|os family|logiciel systeme|se|sistema operativo|sistema operacional|
        sistema|caption|betriebssystem name""",
    "licence": """licence|license|licence windows|windows license|license type|type licence|coa|
        lizenz|lizenztyp|licence os|licence systeme|coa windows|etiquette windows|
        sticker windows|numero coa|windows coa|licence oem|licence type|windows lizenz|
        lizenzart|activation windows|type activation|licence windows type|cle windows|
        windows key type|licence coa""",
    "keyboard": """clavier|type clavier|keyboard|keyboard layout|tastatur|tastaturlayout|
        langue clavier|disposition clavier|keyboard language|keyboard type|langue|
        clavier langue|agencement clavier|tastatursprache|tastaturbelegung|layout|kb layout|
        teclado|tastiera""",
    "battery": """batterie|battery|sante batterie|battery health|akku|etat batterie|
        battery state|battery cycle|autonomie|battery level|battery capacity|battery condition|
        battery status|niveau batterie|usure batterie|capacite batterie|tenue batterie|
        duree batterie|cycle batterie|nombre cycle|cycle count|battery wear|batteriezustand|
        akkuzustand|akkukapazitat|akku zustand|batterie sante|max capacity|maximum capacity|
        capacite maximale|sante|etat sante batterie|cycle charge|autonomie batterie|
        autonomie restante|battery life|battery remaining|battery percent|batterie pourcent|
        batteriekapazitat|akkulaufzeit|akku prozent|bateria|batteria|salud bateria|
        battery cycle count""",
    "webcam": """webcam|camera|kamera|camera integree|webcam integree|camera frontale|
        built in camera""",
    "accessories": """chargeur|alimentation|accessoire|accessory|accessories|charger|
        power supply|bloc secteur|cable|cable alimentation|netzteil|ladegerat|zubehor|sacoche|
        souris|housse|adaptateur secteur|ac adapter|dock|station accueil|casque|maus|tasche|
        alim|bloc alim|bloc alimentation|alim fournie|chargeur inclus|chargeur fourni|
        presence chargeur|peripherique|peripheral|adaptateur|adapter|power adapter|power cord|
        cordon|cordon secteur|mit netzteil|netzteil vorhanden|lieferumfang|beigelegt|transfo|
        transformateur|ac adapter included|docking station|replicateur|casque audio|etui|coque|
        souris fournie|sacoche fournie|cable fourni|accessoire fourni|accessoire livre|
        accessories included|charger included|ladekabel|mit ladegerat|chargeur present|
        chargeur oui|alimentation presente|cargador|carregador|accesorio|acessorio|accessorio|
        alimentatore|caricatore""",
    "purchased": """date achat|annee achat|achete|achete en|achete le|date acquisition|
        annee acquisition|date mise service|mise service|purchase date|date purchase|purchased|
        purchase year|year purchase|bought|kaufdatum|kaufjahr|anschaffungsdatum|
        anschaffungsjahr|acquisition date|date entree|date facturation|date facture|
        invoice date|date livraison|livraison|delivery date|delivered|date reception|ship date|
        shipping date|date expedition|lieferdatum|liefertermin|date mise exploitation|
        date mise circulation|date installation|installation date|in service date|
        date in service|date debut contrat|debut contrat|date debut location|debut location|
        lease start|lease start date|start lease|mietbeginn|leasingbeginn|inbetriebnahme|
        date immobilisation|date achat facture|date commande|order date|kauf|gekauft|
        anschaffung|anschaffungs datum|date debut garantie|debut garantie|warranty start|
        date investissement|annee investissement|annee mise service|date premiere utilisation|
        deployed date|date deploiement|acquis|recu le|livre le|date mes|annee mes|mes|
        mis service|mise service annee|date reception materiel|date received|received|
        received date|received on|date bought|year bought|acquisition year|acquired|acquired on|
        acquisition|erworben|erwerb|erwerbsdatum|zugangsdatum|kauf datum|rechnungsdatum|
        date fourniture|fecha compra|fecha adquisicion|data compra|data aquisicao|data acquisto|
        ano compra|anno acquisto|fecha alta""",
    "price": """prix|prix achat|cout|price|purchase price|cost|kaufpreis|preis|valeur achat|
        valeur acquisition|montant|anschaffungswert|anschaffungskosten|valeur neuf|valeur|
        prix unitaire|prix ht|prix ttc|pu|p u|pu ht|unit price|valeur brute|valeur origine|
        gross value|acquisition cost|acquisition value|original cost|purchase cost|
        purchase value|purchase amount|cout acquisition|cout achat|montant ht|montant ttc|
        base amortissable|neupreis|einkaufspreis|stuckpreis|retail price|tarif|prix neuf|
        prix origine|prix initial|cout ht|cout ttc|cout unitaire|valeur neuf ht|valeur initiale|
        valeur unitaire|valeur ht|valeur ttc|valeur comptable brute|value|asset value|wert|
        einzelpreis|kosten|initial value|buying price|precio|preco|prezzo|costo|coste|custo|
        precio compra|valor compra|prezzo acquisto|valor adquisicion""",
    "book_value": """valeur comptable|valeur nette comptable|valeur nette|vnc|book value|
        net book value|restbuchwert|buchwert|valeur residuelle|residual value|
        valeur nette comptable fin|vnc euro|nbv|carrying amount|valeur comptable nette|
        reste amortir|valor neto contable|valore residuo""",
    "warranty_end": """fin garantie|date fin garantie|garantie|warranty|warranty end|
        warranty date|warranty expiration|garantie bis|garantieende|expiration garantie|
        garantie jusqu|sous garantie jusqu|echeance garantie|garantie constructeur|
        garantie expire|date garantie|duree garantie|garantieablauf|garantie ablauf|
        ende garantie|warranty expiry|warranty expires|warranty expiration date|
        warranty end date|end warranty|support end|support end date|fin support|support jusqu|
        end support|date expiration garantie|garantie fin|garantie fin date|garantie mois|
        fin contrat garantie|fin extension garantie|warranty until|warranty through|
        warranty month|warranty end on|support expiration|herstellergarantie|garantiedatum|
        gewahrleistung|garantia|garanzia|fin garantia|fecha garantia|fine garanzia|
        scadenza garanzia|fim garantia""",
    "condition": """etat|etat general|etat materiel|condition|statut|status|working condition|
        cosmetic condition|zustand|fonctionnel|fonctionne|etat physique|etat fonctionnement|
        etat appareil|works|working|etat visuel|etat constate|etat apparent|etat global|
        etat poste|etat pc|etat marche|etat usage|etat equipement|aspect|aspect visuel|
        physical condition|device condition|overall condition|equipment condition|asset state|
        asset status|device status|device state|state|lifecycle status|life cycle|
        hardware status|optischer zustand|geratezustand|allgemeinzustand|marche|teste|power on|
        boot|demarre|allume|functionality|status asset|funktioniert|funktionsfahig|getestet|
        etat esthetique general|etat actuel|etat sortie|etat retour|condition general|
        general condition|fonctionnement|current condition|current status|zustand optisch|
        funktion|funktionsprufung|zustand gerat|status gerat|geratestatus|zustandsbeschreibung|
        estado|stato|condicion|condizione|estado conservacion|estado conservacao|conservacion|
        situacao""",
    "fault": """fault type|type panne|fault|panne|defaut|issue|probleme|problem|panne constatee|
        defaut constate|symptome|dysfonctionnement|damage|fehler|defekt|mangel|anomalie|anomaly|
        dommage|degat|piece manquante|reparation prevoir|reparation|a reparer|repair needed|
        repair|defect|defect description|fault description|failure|schaden|beschadigung|
        reparatur|fehlerbeschreibung|mangelbeschreibung|symptom|motif panne|nature panne|
        description panne|description probleme|known issue|known fault|
        dysfonctionnement constate|panne connue|panne signalee|panne defaut|defaut connu|
        defaut apparent|defaut esthetique|reserve|probleme connu|probleme constate|
        observation panne|damage description|issues found|known defect|reported issue|
        bekannte mangel|beschadigungen|storung|averia|falla|defecto|defeito|guasto|difetto""",
    "remark": """remark|remarque|comment|commentaire|note|observation|divers|problem|probleme|
        issue|info|information|info complementaire|detail|description|bemerkung|kommentar|
        anmerkung|notiz|sonstiges|ob|additional note|additional information|hinweis|anmerkungen|
        zusatzinformation|autre information|autre|complement|complement information|precision|
        memo|annotation|commentaire libre|texte libre|free text|misc|miscellaneous|rmq|rq|
        other information|remarque diverse|remarque generale|remarque particuliere|
        observation diverse|observation technique|general note|technician note|notes interne|
        internal note|comment internal|zusatz|weitere information|bemerkung sonstiges|
        info diverse|message|observacion|observacione|observacao|observacoe|nota|comentario|
        commento|annotazione|osservazione|osservazioni""",
    # not a bare "état", which may also say whether the device works
    "donor_grade": """grade|cosmetic grade|grade esthetique|etat esthetique|etat cosmetique|
        classement|classe|classe esthetique|grading|grade visuel|note esthetique|
        note cosmetique|note etat|cotation|cotation esthetique|cosmetic condition grade|
        cosmetic rating|rating|classe etat|qualite|quality grade|optische note|zustandsnote|
        zustandsklasse|klasse""",
    "collected_from": """lieu|localisation|site|etage|bureau|salle|batiment|emplacement|
        location|room|floor|building|standort|raum|etablissement|lieu enlevement|local|
        implantation|adresse enlevement|etage bureau|gebaude|etage salle|agence|ecole|college|
        lycee|office|office location|bureau numero|campus|depot|entrepot|warehouse|
        lieu stockage|lieu stock|lieu utilisation|lieu affectation|lieu retrait|lieu collecte|
        site rattachement|site affectation|point collecte|pickup location|pick up location|
        storage location|physical location|location name|lagerort|lagerplatz|lager|
        niederlassung|filiale|gebaude raum|schule|rack|armoire|etagere|rayon|classe salle|
        numero salle|numero bureau|antenne|piece bureau|adresse site|branch|geografie|zimmer|
        stockwerk|etage batiment|store|ort|buro|adresse|address|lieu installation|lieu presence|
        lieu depot|lieu actuel|site geographique|site localisation|localisation actuelle|
        localisation physique|current location|last location|asset location|device location|
        site name|nom site|nom etablissement|batiment etage|batiment bureau|batiment salle|
        porte|aile|zone|secteur|quartier|gebaudeteil|abholort|abholadresse|ubicacion|
        localizacao|localizacion|ubicazione|sede|aula|sala|lugar|planta|oficina|ufficio|piso|
        piano""",
    "quantity": """quantite|quantity|qte|qty|nombre|nb|unite|unit|count|nombre unite|nb unite|
        nombre piece|piece|anzahl|menge|stuckzahl|nbre|nbr|stk|stuck|nombre poste|
        nombre appareil|nombre materiel|nombre pc|nombre exemplaire|exemplaire|
        quantite disponible|quantite totale|qty available|number unit|number device|amount|
        quantite unite|nombre total|total quantite|total unit|total count|count unit|item count|
        number item|stuckanzahl|anzahl gerat|mengen|effectif|cantidad|quantidade|quantita""",
    "year_made": """annee fabrication|date fabrication|year made|year manufacture|
        manufacture date|manufacturing date|production year|annee production|annee|year|baujahr|
        millesime|herstellungsjahr|annee construction|manufacture year|annee modele|
        annee sortie|annee construction machine|annee fab|date production|date construction|
        date fab|mfg date|mfg year|date manufacture|manufactured|year production|year model|
        model year|release year|herstelldatum|herstellungsdatum|produktionsdatum|
        produktionsjahr|fertigungsjahr|jahr|jahrgang|annee constructeur|build year|build date|
        vintage|bios date|date bios|annee fabrication constructeur|date sortie usine|
        annee usine|fabriziert|fabrique en|made in year|date made|manufacturing year|produced|
        prod date|ano|anno|ano fabricacion|ano fabricacao|anno produzione""",
    "age_years": """age|age year|age an|age annee|anciennete|alter|age materiel|nombre annee|
        nb annee|device age|age appareil|age poste|age pc|age equipement|
        nombre annee utilisation|gerate alter|gerätealter|alter jahre|duree utilisation|
        years use|vetuste|age machine|age poste annee|nombre an|anciennete annee|anciennete an|
        age approximatif|age estime|alter an|gerate alter jahr|equipment age|asset age""",
    "": """utilisateur|nom utilisateur|user|user name|username|affecte|affectation|benutzer|
        dernier utilisateur|last user|primary user|email|e mail|mail|telephone utilisateur|
        telephone|phone number|ip|adresse ip|ip address|ip adresse|mac|adresse mac|mac address|
        nom poste|nom machine|nom ordinateur|nom|name|prenom|computer name|device name|hostname|
        host|domaine|domain|derniere connexion|last seen|last logon|dernier inventaire|
        date reforme|date sortie|facture|numero facture|invoice|commande|numero commande|
        bon commande|amortissement|fin amortissement|carte graphique|carte video|gpu|graphic|
        grafikkarte|cle produit|product key|total|total ht|fournisseur|supplier|lieferant|
        couleur|colour|color|farbe|icloud|frp|service|departement|department|pays|country|id|
        motif|reason|verdict|ligne|row|usager|usager principal|utilisateur principal|login|
        compte|account|compte utilisateur|identifiant utilisateur|matricule|matricule agent|
        agent|salarie|collaborateur|employee|employee name|employee id|assigned|assigned to|
        checked out to|owner|proprietaire|detenteur|responsable|referent|contact|titulaire|upn|
        user principal name|managed by|manager|mitarbeiter|nutzer|besitzer|ansprechpartner|
        nom netbios|netbios|netbios name|fqdn|dns|dns name|nom reseau|nom dns|nom hote|
        nom complet poste|machine name|nom pc|asset name|rechnername|geratename|computername|
        gerät name|mac wifi|wifi mac|wi fi mac|ethernet mac|mac lan|lan mac|bluetooth|
        bluetooth mac|ip v4|ipv4|ipv6|adresse reseau|masque|subnet|vlan|reseau|network|ssid|
        proxy|last check in|last checkin|last sync|last contact|last activity|last scan|
        last inventory|last inventory date|last hardware scan|last boot|last update|
        last modified|date modification|derniere modification|derniere mise jour|mise jour|
        dernier contact|derniere remontee|date inventaire|date dernier inventaire|
        last logon timestamp|last logged user|enrolled|enrolled date|enrollment|enrollment date|
        created|created at|created by|when created|when changed|date creation|date saisie|
        date relevé|ou|organizational unit|unite organisationnelle|distinguished name|dn|sid|
        object id|guid|uuid|udid|resource id|device id|azure ad|azure ad device id|entra id|
        management|managed|management state|mdm|ownership|compliance|compliance state|
        conformite|encrypted|encryption|chiffrement|bitlocker|filevault|antivirus|jailbroken|
        supervised|activation lock|groupe|group|group name|entite|entity|societe|company|
        organisation|organization|firma kunde|client|customer|direction|pole|division|equipe|
        team|business unit|kostenstelle|abteilung|bereich|centre cout|cost center|cost centre|
        imputation|compte comptable|budget|ligne budgetaire|mandat|numero mandat|marche public|
        numero marche|numero contrat|contrat|contract|contract number|vertrag|vertragsnummer|
        loyer|loyer mensuel|bailleur|lessor|leasing|lease|lease end|fin contrat|fin location|
        echeance contrat|echeance|end date|date fin|date retour|retour prevu|mietende|
        leasingende|po number|purchase order|order number|bc|numero bc|bestellnummer|rechnung|
        rechnungsnummer|beleg|supplier name|revendeur|reseller|vendeur|lieferantenname|tva|tax|
        amorti|duree amortissement|taux amortissement|dotation|cumul amortissement|depreciation|
        afa|abschreibung|icci|iccid|sim|numero sim|carte sim|numero ligne|ligne mobile|
        numero appel|numero telephone|msisdn|operateur|carrier|forfait|abonnement|pin|code pin|
        puk|code puk|password|mot passe|apple id|compte google|google account|carte mere|
        motherboard|mainboard|bios|bios version|version bios|uefi|firmware|tpm|carte reseau|
        carte son|poids|weight|gewicht|version office|office version|logiciel|software|
        application|resolution|resolution ecran|numero|n ordre|ordre|rang|index|position|
        lfd numero|destination|sortie|cession|beneficiaire|repreneur|mise rebut|rebut|
        date cession|date declassement|declassement|decision|deliberation|signature|visa|photo|
        image|lien|url|ticket|numero ticket|numero palette|palette|carton|lot|pallet|
        cle bitlocker|dernier demarrage|uptime|langue os|region|code postal|zip|siret|ean|gtin|
        cle produit windows|free disk space|free space|espace libre|available storage|
        free storage|nom complet|nom prenom|nom agent|prenom nom|nom salarie|nom employe|
        service utilisateur|service affectation|poste occupe|fonction|fonction agent|job title|
        grade agent|titre|title|division service|groupe utilisateur|user id|user email|
        user mail|mail utilisateur|compte ad|compte windows|login windows|samaccountname|
        sam account name|profil|profile|session|derniere session|date derniere connexion|
        date connexion|derniere utilisation|last login|last connection|last use|
        letzte anmeldung|letzter benutzer|angemeldeter benutzer|adresse mac wifi|
        adresse mac ethernet|mac adresse|nom netbios poste|nom windows|nom workstation|
        workstation name|workgroup|groupe travail|prise reseau|port switch|baie|numero devis|
        devis|numero marche public|facture numero|numero achat|numero commande fournisseur|
        achat numero|kreditor|bestellung|date amortissement|date fin amortissement|fin leasing|
        date fin location|date fin contrat|numero lot|reference contrat|date reprise|
        date collecte|date enlevement|pickup date|date destruction|date effacement|certificat|
        wipe status|data wiped|erasure|erasure status|carte graphique type|graphikkarte|
        video card|video controller|graphics card|type gpu|memoire video|vram|lecteur|
        lecteur cd|lecteur dvd|lecteur optique|optical drive|port usb|connectique|
        bluetooth version|touchscreen|tactile|ecran tactile|frequence|vitesse|speed|
        nombre coeur|thread|puissance|consommation|eprel|co2|energy|mot passe bios|
        bios password|code verrouillage|unlock code|lock status|carrier lock|simlock|
        statut icloud|icloud status|find my|localiser|mdm status|autopilot|intune|azure|glpi|
        ocs|fusion inventory|agent version|version agent|tag ocs|source|import|modifie par|
        modified by|updated|updated at|derniere modif|date maj|maj|validation|controle|usuario|
        utilizador|utente|assegnatario|asignado|responsable equipo|nome|apellido|
        sobrenome|cognome|departamento|reparto|direccion ip|correo|correo electronico|telefono|
        resource|c drive free|c drive free gb|estimated value|valeur estimee|market value|
        fair value|valeur venale|valeur rachat|valeur reprise|marktwert|zeitwert|prix revente|
        prix cession|estimation|valor estimado|laptop id|serial index|row id|numero orden|
        expected checkin date|current value|valeur actuelle|valor actual|valor atual|
        valore attuale|depreciated value""",
}
