"""Headings of columns that name people, in the languages of the lists we receive.

A heading in camel case or with underscores is split into words: AssignedTo, student_name.
"""

import re
from functools import lru_cache

from core.imports.columns import plain

# Patterns of whole headings.
WHOLE = (
    # French
    r"noms?|prenoms?|nom (et )?prenoms?|prenoms? (et )?nom|nom de (l )?(agent|salarie|eleve)"
    r"|nom complet|nom de famille|(n(umero)? )?(de )?tel(ephones?)?|(n(umero)? de )?ligne"
    r"|mobile perso(nnel)?|courriels?|mel|eleves?|qui"
    # English
    r"|names?|(first|last|full|family|given|middle|user|employee|member|staff|person) ?names?"
    r"|surname|phone( numbers?)?|tel(ephone)? numbers?|logon|staff|given to|issued to|lent to|who"
    # Spanish, Portuguese, Italian
    r"|nombre (y apellidos?|completo)|apellidos?|telefonos?|telefones?|telemove(l|is)"
    r"|telefoni?|cellulare"
    r"|nome( e cognome)?|cognomi?|nome completo|apelidos?|sobrenomes?|movil"
    # German, Dutch
    r"|vorname|nachname|familienname|telefon(nummer)?|handy(nummer)?|naam|voornaam|achternaam"
    r"|telefoonnummer|telefoon"
)
# Patterns of words in a heading.
WORDS = (
    r"utilisateur|utilisatrice|usager|agent|salarie|employe|employee|collaborateur|collaboratrice"
    r"|detenteur|detentrice|beneficiaire|proprietaire|responsable|referent|contact|mail|email"
    r"|courriel|eleve|etudiant|etudiante|apprenant|apprenante|enseignant|enseignante|professeur"
    r"|stagiaire|adherent|adherente|emprunteur|emprunteuse|titulaire|demandeur|login"
    r"|user|username|owner|student|pupil|teacher|employee|borrower|holder|custodian|assignee"
    r"|requester|requestor|recipient"
    r"|usuario|alumno|alumna|estudiante|empleado|empleada|propietario|propietaria|profesor"
    r"|profesora|correo|titular"
    r"|usuaria|utilizador|utilizadora|aluno|aluna|estudante|funcionario|funcionaria|professora"
    r"|utente|studente|studentessa|alunno|alunna|dipendente|proprietario|responsabile|docente"
    r"|referente"
    r"|benutzer|benutzerin|nutzer|nutzerin|anwender|anwenderin|mitarbeiter|mitarbeiterin|besitzer"
    r"|inhaber|schuler|schulerin|lehrer|lehrerin|verantwortlicher|ansprechpartner|benutzername"
    r"|gebruiker|gebruikersnaam|leerling|medewerker|eigenaar|beheerder"
)
PHRASES = (
    r"(affecte|attribue|assigne|remis|prete|confie)e?s? a|utilisee? par"
    r"|(assigned|checked out|allocated|belongs) to|used by|managed by"
    r"|(asignado|asignada|prestado|entregado) a|(atribuido|atribuida|emprestado|entregue) a"
    r"|(assegnato|assegnata|prestato|consegnato) a|zugewiesen an|ausgegeben an|ausgeliehen an"
    r"|toegewezen aan|uitgeleend aan|geleend aan"
)
# Words which show that a heading with one of these is about something else.
ABOUT_MORE = re.compile(
    r"(nombre|nb|nbre|count|number|total|version|type|date|day|statut|status|droits?) .*"
    r"|.* (version|count|type|status|date|group|agent version)|nombre d .*"
)
MAYBE = re.compile(rf"({WHOLE})( ?[0-9])?")
CERTAIN = re.compile(rf"(.* )?(({WORDS})s?|{PHRASES})( .*)?")
CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")
LOGIN = re.compile(
    r".*\b(login|log ?on|log ?in|identifiant|username|user ?name|user|utilisateur|connexion|compte"
    r"|account|usuario|benutzer(name)?|utente|utilizador|gebruiker(snaam)?|session)\b.*"
)
HOST = re.compile(
    r".*\b(net ?bios|host ?name|host|fqdn|dns|(computer|machine|device|workstation|pc) ?name"
    r"|nom (de |du |de l )?(poste|pc|machine|ordinateur|reseau|hote|netbios)|rechnername|geratename"
    r"|nombre (del )?equipo|nome (del |do )?computer|nome (do )?computador)\b.*"
)
# Headings of codes, whose digits are not a phone number.
CODES = re.compile(
    r".*\b(serial|serie|serienummer|imei|sku|ean|code|ref|reference|inventaire|inventory|asset|tag"
    r"|patrimo\w*|uuid|id|iccid|sim|mac|ip|barcode|product|produit)\b.*"
)


def words_of(heading):
    """Split a heading into words, without case and accents: AssignedTo is “assigned to”."""
    return plain(CAMEL.sub(" ", heading).replace("_", " "))


@lru_cache(maxsize=512)  # called for every cell of a column
def is_of_people(heading):
    """Whether cells under this heading are people, or their contact data.

    “Name” may be that of a thing: its cells decide, unless the heading `is_surely_of_people`.
    """
    return bool(MAYBE.fullmatch(words_of(heading))) or is_surely_of_people(heading)


@lru_cache(maxsize=512)  # called for every cell of a column
def is_surely_of_people(heading):
    """Whether cells under this heading are people, whatever they look like."""
    words = words_of(heading)
    return bool(CERTAIN.fullmatch(words)) and not ABOUT_MORE.fullmatch(words)


@lru_cache(maxsize=512)  # called for every cell of a column
def is_of_logins(heading):
    return bool(LOGIN.fullmatch(words_of(heading)))


def is_of_hosts(heading):
    """Whether cells under this heading name machines, often after their user: PC-MOREL."""
    return bool(HOST.fullmatch(words_of(heading)))


@lru_cache(maxsize=512)  # called for every cell of a column
def is_of_codes(heading):
    return bool(CODES.fullmatch(words_of(heading)))
