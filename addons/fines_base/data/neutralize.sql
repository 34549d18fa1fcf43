-- Persons as on the slips; the fines and their digests hold legal facts only.
ALTER TABLE fines_fine_person DISABLE TRIGGER USER;
UPDATE fines_fine_person
   SET name = 'Person ' || id, identity_value = 'COPY' || id, birth_date = NULL, address = NULL, licence = NULL;
ALTER TABLE fines_fine_person ENABLE TRIGGER USER;
UPDATE fines_fine_version SET persons = NULL WHERE persons IS NOT NULL;
-- What was typed or sent: control keyings, files, slips that clashed
UPDATE fines_batch_check SET identity_keyed = NULL;
UPDATE fines_batch_import SET name = 'Copy ' || id;
UPDATE fines_batch_import_row SET texts = NULL, problems = 'Copy';
UPDATE fines_batch_aside SET person_name = NULL, note = NULL;
UPDATE fines_batch SET received_from = NULL, override_reason = NULL;
UPDATE fines_slip_conflict
   SET payload = NULL, resolution = CASE WHEN resolution IS NOT NULL THEN 'Copy' END;
-- Change of debtor: the person said to be the right one, and why
UPDATE fines_debtor_change
   SET person_name = 'Person ' || id, person_identity = NULL, person_address = NULL, person_licence = NULL,
       reason = 'Copy', proof_text = 'Copy', proof_name = NULL;
-- Photos, and papers as they were printed: they show and name persons.
ALTER TABLE fines_evidence DISABLE TRIGGER USER;
DELETE FROM fines_evidence;
ALTER TABLE fines_evidence ENABLE TRIGGER USER;
ALTER TABLE fines_daily_list DISABLE TRIGGER USER;
UPDATE fines_daily_list SET paper = NULL;
ALTER TABLE fines_daily_list ENABLE TRIGGER USER;
ALTER TABLE fines_checkbook_move DISABLE TRIGGER USER;
UPDATE fines_checkbook_move
   SET holder_from = 'Copy', holder_to = 'Copy', handed_by = 'Copy', reason = NULL, paper = NULL, signed_by = NULL,
       signed_document = NULL;
ALTER TABLE fines_checkbook_move ENABLE TRIGGER USER;
ALTER TABLE fines_fine_event DISABLE TRIGGER USER;
UPDATE fines_fine_event SET reason = 'Copy' WHERE reason IS NOT NULL;
ALTER TABLE fines_fine_event ENABLE TRIGGER USER;
UPDATE fines_checkbook_number SET reason = 'Copy' WHERE reason IS NOT NULL;
UPDATE fines_fine SET remark = NULL WHERE remark IS NOT NULL;
-- The tokens of real slips are not genuine in a copy.
UPDATE fines_print_order SET secret = encode(sha256((random()::text || id)::bytea), 'hex') WHERE secret IS NOT NULL;
