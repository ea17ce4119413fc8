"""Folded words in lists of devices that are not names of people: makers, parts, states, places."""


def word_set(text):
    return frozenset(text.split())


TRADE_WORDS = word_set(
    # Makers and their lines
    " acer airpods alienware aorus alcatel amd android apple aoc asus asustek belkin benq"
    " brother canon celeron chrome chromebook chromebox cisco compaq crosscall crucial dell dymo"
    " eizo elitebook elitedesk elitedisplay envy epson ericsson fairphone fujitsu galaxy"
    " gigabyte google honeywell honor hewlett packard hp huawei hyundai ibm iiyama imac ideapad"
    " inspiron intel iomega ipad iphone jabra kensington kingston kyocera kodak latitude lenovo"
    " lexar lexmark lg logitech lumia mac macbook medion meraki micron microsoft mitel motorola"
    " msi nec netgear nokia nvidia omen oneplus oppo optiplex packard panasonic pavilion pentium"
    " philips pixel plantronics poco poly precision probook prodesk proliant qualcomm raspberry"
    " realme redmi ricoh ryzen sagem samsung sandisk seagate sennheiser sharp siemens snapdragon"
    " sony surface targus tecra thinkbook thinkcentre thinkpad thinkvision tokai toshiba"
    " transcend trekstor ubiquiti viewsonic vivobook vostro wacom western wiko xcover xeon xerox"
    " xiaomi xperia yealink yoga zbook zebra zenbook zotac zte aspire satellite lifebook veriton"
    " travelmate swift stylistic esprimo tough toughbook legion nitro predator rog strix tuf"
    " geforce gtx gpu ips panel quadro radeon resolution retina rtx touchscreen"
    # Abbreviations
    " acpi bnp cd cdma code dect ddr dvi fm gps gsm hs imei ip iptv isdn lan lcd lte mac montant"
    " nas nfc oled os pin psp psu ptt ram rom sms ssid tft tpm ttc uhd usim vga voip vpn wan"
    " wlan xp second seconde zweite segundo secondo tweede"
    # Software
    " windows linux ubuntu debian mint emmabuntus primtux office libreoffice word excel outlook"
    " teams home pro professionnel professional entreprise enterprise education famille familial"
    " edition licence license version ios macos bios uefi antivirus avast kaspersky trend mcafee"
    " symantec citrix vmware adobe acrobat reader firefox bitlocker"
    # Things and parts
    " adaptateur adapter alimentation appareil appareils battery batterie baterias bateria akku"
    " bloc boitier bluetooth bouton box cable cables camera carte cartouche casque case charger"
    " chargeur charniere clavier cle cles coque coque cordon core cpu dalle desktop device"
    " disque disk display dock docking duo dvd ecran ecrans embase enceinte equipement ethernet"
    " fixe flash graphics hdmi housse hub imprimante imprimantes jack keyboard laptop laptops"
    " lecteur led light memoire memory micro mini mobile moniteur monitor monitore mouse mousse"
    " notebook onduleur ordinateur ordinateurs ordi ordis ordenador computer computador pantalla"
    " bildschirm pc pcs phone photo poe port portable portables poste postes printer processeur"
    " processor projecteur quad radio raton ram rechner replicateur rj router routeur sacoche"
    " scanner screen serveur server sim smartphone smartphones souris ssd hdd nvme station stick"
    " stylet support surface switch tablet tablets tablette tablettes tastatur teclado telephone"
    " telephones terminal tour touche touchpad trackpad tower tv unite usb vga video"
    " videoprojecteur webcam wifi workstation ultra plus max lite air book note series serie"
    " series gen generation model modele type marque brand categorie"
    # States and actions
    " abime accepte active affiche ancien ancienne a b c autre aucun aucune absent bad bon bonne"
    " broken casse cassee check checked changer chauffe complet complete controle correct"
    " damaged defaut defective defectueux demarre demarrage demonte dead disponible effacer"
    " efface erreur error etat excellent fair fault faulty faible fissure fissuree fonctionne"
    " fonctionnel fonctionnement fonctionnelle good gut grade hors usage service inconnu"
    " inactive in use jaune jauni jette lent lost manque manquant manquante mauvais mort moyen"
    " neuf new no non none nok note occasion ok old okay out panne perdu poor pret probleme"
    " rayure rayures raye rayee ready recycle recyclage rebut reconditionne reconditionnement"
    " remplace remplacer reparer reparation replaced retour returned retire revoir sans scrap"
    " spare stolen stock teste tester trace traces usage usagee use used vide verifier very vole"
    " yes oui working works noir noire black white silver gold space gray grey graphite midnight"
    " starlight blanc blanche argent gris grise bleu bleue blue red rouge vert verte green rose"
    " pink jaune violet purple azerty qwerty qwertz bepo francais french english anglais usa uk"
    # Offices and what they are
    " accueil achat achats admin administratif administration administrateur agence archives"
    " atelier comptabilite compta communication commercial direction directeur directrice dsi"
    " etage finance finances formation formateur informatique it juridique logistique mairie"
    " maintenance marketing paie personnel production prefecture qualite reception rh rue sales"
    " secretariat social support technique technicien urbanisme ventes reserve"
    # Beginnings of sentences
    " a au aux avec avant apres attention bon bonjour ce ces cet cette dans de des donne du en"
    " est et fait il ils je la le les leur lors lot ma mes mon ne nos notre nous on ou par pas"
    " pour que qui sa se ses son sous sur the this these to tous tout toute toutes un une vos"
    " votre vous voir vendu vendue prix price date achete achat acheter garantie warranty"
    " facture provenance origine don dons donne donateur from with without for of and or not is"
    " was has been need needs only janvier fevrier avril mai juin juillet aout septembre octobre"
    " novembre decembre january february june july august september october november december"
    " lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday"
    " friday saturday sunday numero number serial total inventaire inventory nom name prenom tel"
    " mail site row line ligne"
)
# Words after which a name is that of a room, a street, a school, a company or a town.
PLACE_WORDS = word_set(
    "salle salles room rooms sala saal zaal raum amphi amphitheatre auditorium labo laboratoire"
    " laboratory batiment building edificio gebaude gebouw hall site ecole school escuela escola"
    " scuola schule college lycee high universite university universidad institut institute iut"
    " campus faculte maternelle primaire elementaire rue street avenue av boulevard bd bld place"
    " square allee allees chemin impasse quai cours route road via calle strasse straat rua"
    " espace centre center centro zentrum maison house residence foyer ehpad hopital hospital"
    " clinique cabinet chu chr mediatheque bibliotheque library theatre gymnase stade piscine"
    " musee museum cinema eglise chapelle parc park jardin gare station aeroport port porte pont"
    " tour fondation foundation association asso amis mjc csc cias ccas societe ste groupe group"
    " entreprise company ets etablissements sarl sas sa gmbh ltd inc communaute ville town city"
    " commune quartier village mairie antenne pole pavillon aile etage creche saint sainte st"
    " ste saints notre prix projet project operation plan reseau serveur server imprimante"
)
