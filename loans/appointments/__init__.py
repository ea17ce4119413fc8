"""Who comes and when: the slots of a site, what agendas read, and who did not come."""
