-- A copy of a database serves tests and training: nobody in it is a real person.

-- Contacts that are neither users nor companies
UPDATE res_partner p
   SET name = 'Person ' || p.id, complete_name = 'Person ' || p.id, revenue_search_name = 'PERSON ' || p.id,
       revenue_birth_date = NULL, email = NULL, email_normalized = NULL, phone = NULL, street = NULL, street2 = NULL,
       vat = NULL
 WHERE NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = p.id)
   AND NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = p.id);
UPDATE revenue_identity SET value = 'COPY' || id;
UPDATE res_partner_bank b
   SET acc_number = 'COPY' || id, sanitized_acc_number = 'COPY' || id, acc_holder_name = NULL
 WHERE NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = b.partner_id);

-- What was said of them: conversations with their history, reasons in free words, files
UPDATE mail_message SET body = '', subject = NULL WHERE model LIKE 'revenue.%' OR model LIKE 'fines.%' OR model = 'res.partner';
DELETE FROM mail_tracking_value t USING mail_message m
 WHERE m.id = t.mail_message_id AND (m.model LIKE 'revenue.%' OR m.model LIKE 'fines.%' OR m.model = 'res.partner');
UPDATE mail_activity SET summary = NULL, note = NULL
 WHERE res_model LIKE 'revenue.%' OR res_model LIKE 'fines.%' OR res_model = 'res.partner';
DELETE FROM ir_attachment WHERE res_model LIKE 'revenue.%' OR res_model LIKE 'fines.%';
UPDATE revenue_approval SET reason = 'Copy', decision_note = NULL, res_name = NULL;
UPDATE revenue_incompatible_act SET res_name = NULL;
UPDATE revenue_person_link SET reason = 'Copy', undo_reason = NULL;

-- What was looked up, and with which words
UPDATE revenue_person_lookup SET text = NULL;

-- Notices and cases as they were written: the papers name persons, their digests stay
ALTER TABLE revenue_notice_addressee DISABLE TRIGGER USER;
UPDATE revenue_notice_addressee SET name = 'Person ' || id, identity = NULL, address = NULL, paper = NULL;
ALTER TABLE revenue_notice_addressee ENABLE TRIGGER USER;
ALTER TABLE revenue_notice DISABLE TRIGGER USER;
UPDATE revenue_notice SET remark = 'Copy' WHERE remark IS NOT NULL;
ALTER TABLE revenue_notice ENABLE TRIGGER USER;
ALTER TABLE revenue_notice_attempt DISABLE TRIGGER USER;
UPDATE revenue_notice_attempt SET visitor = NULL, document = NULL, note = NULL;
ALTER TABLE revenue_notice_attempt ENABLE TRIGGER USER;
ALTER TABLE revenue_review_case DISABLE TRIGGER USER;
UPDATE revenue_review_case
   SET author = 'Person ' || id, author_identity = NULL, author_address = NULL, grounds = NULL, close_reason = NULL,
       paper = NULL;
ALTER TABLE revenue_review_case ENABLE TRIGGER USER;
ALTER TABLE revenue_review_event DISABLE TRIGGER USER;
UPDATE revenue_review_event SET reason = NULL, value_from = NULL, value_to = NULL;
ALTER TABLE revenue_review_event ENABLE TRIGGER USER;

-- What forms hold that were open a moment ago
DO $$
DECLARE wizard text;
BEGIN
    FOR wizard IN SELECT replace(model, '.', '_') FROM ir_model
                   WHERE transient AND (model LIKE 'revenue.%' OR model LIKE 'fines.%') LOOP
        IF to_regclass(wizard) IS NOT NULL THEN
            EXECUTE format('DELETE FROM %I', wizard);
        END IF;
    END LOOP;
END $$;

-- A copy is not in production
DELETE FROM ir_config_parameter WHERE key = 'public_revenue.production';
