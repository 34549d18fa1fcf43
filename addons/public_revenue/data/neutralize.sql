-- A copy of a database serves tests and training: nobody in it is a real person.

-- Contacts that are neither users nor companies
UPDATE res_partner p
   SET name = 'Person ' || p.id, complete_name = 'Person ' || p.id, revenue_search_name = 'PERSON ' || p.id,
       revenue_birth_date = NULL, email = NULL, email_normalized = NULL, phone = NULL, street = NULL, street2 = NULL,
       vat = NULL
 WHERE NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = p.id)
   AND NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = p.id);
UPDATE revenue_identity SET value = 'COPY' || id;

-- What was looked up, and with which words
UPDATE revenue_person_lookup SET text = NULL;

-- Notices and cases as they were written: the papers name persons, their digests stay
ALTER TABLE revenue_notice_addressee DISABLE TRIGGER USER;
UPDATE revenue_notice_addressee SET name = 'Person ' || id, identity = NULL, address = NULL, paper = NULL;
ALTER TABLE revenue_notice_addressee ENABLE TRIGGER USER;
ALTER TABLE revenue_review_case DISABLE TRIGGER USER;
UPDATE revenue_review_case
   SET author = 'Person ' || id, author_identity = NULL, author_address = NULL, paper = NULL;
ALTER TABLE revenue_review_case ENABLE TRIGGER USER;

-- A copy is not in production
DELETE FROM ir_config_parameter WHERE key = 'public_revenue.production';
