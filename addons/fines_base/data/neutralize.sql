-- Persons as on the slips; the fines and their digests hold legal facts only.
ALTER TABLE fines_fine_person DISABLE TRIGGER USER;
UPDATE fines_fine_person
   SET name = 'Person ' || id, identity_value = 'COPY' || id, birth_date = NULL, address = NULL, licence = NULL;
ALTER TABLE fines_fine_person ENABLE TRIGGER USER;
UPDATE fines_fine_version SET persons = NULL WHERE persons IS NOT NULL;
-- What was typed or sent: control keyings, files, slips that clashed
UPDATE fines_batch_check SET identity_keyed = NULL;
UPDATE fines_batch_import_row SET texts = NULL;
UPDATE fines_slip_conflict SET payload = NULL;
-- The tokens of real slips are not genuine in a copy.
UPDATE fines_print_order SET secret = encode(sha256((random()::text || id)::bytea), 'hex') WHERE secret IS NOT NULL;
