-- Who took cash back, and what lists of payments say of payers.
UPDATE revenue_refund
   SET payee_document = NULL, payment_reference = NULL, grounds = 'Copy', late_grounds = NULL, consent = NULL,
       paper = NULL;
UPDATE revenue_payment_list_row
   SET identity = NULL, key = 'COPY' || id, key_value = NULL, payer_name = NULL, unread = NULL, problem = 'Copy';
UPDATE revenue_payment_list SET file_name = NULL, difference_reason = NULL;
-- Cheques: who signed them. The receipts' digests do not hold it.
ALTER TABLE revenue_receipt DISABLE TRIGGER USER;
UPDATE revenue_receipt SET cheque_drawer = NULL, payment_reference = NULL
 WHERE cheque_drawer IS NOT NULL OR payment_reference IS NOT NULL;
ALTER TABLE revenue_receipt ENABLE TRIGGER USER;
UPDATE revenue_cheque_bounce SET note = NULL;
-- Claims: who claims, how to reach them, what they say and what they are answered.
UPDATE revenue_claim
   SET claimant = 'Person ' || id, contact = NULL, story = NULL, proof_number = NULL, consent = NULL, grounds = 'Copy',
       paper = NULL;
UPDATE revenue_claim_found SET external_id = NULL;
UPDATE revenue_open_list SET paper = NULL;
-- What the banks write, as it came and in the proposals and matches made of it.
UPDATE revenue_bank_import SET name = 'Copy ' || id, problem = NULL, exception_reason = NULL;
UPDATE revenue_bank_import_row SET texts = NULL, shown = NULL, problems = 'Copy';
UPDATE revenue_bank_expected SET name = 'Copy', reference = NULL;
UPDATE revenue_bank_proposal SET line_text = NULL, expected_text = NULL, problem = NULL;
UPDATE revenue_bank_match
   SET lines_text = 'Copy', expected_text = 'Copy', note = 'Copy', undo_reason = CASE WHEN state = 'undone' THEN 'Copy' END;
-- Remarks in free words of those who count, draw samples and send debts on.
UPDATE revenue_desk_session SET difference_note = NULL;
UPDATE revenue_deposit SET note = NULL;
UPDATE revenue_audit_sample SET note = NULL;
UPDATE revenue_audit_sample_line SET note = NULL, res_name = NULL;
UPDATE revenue_contingency_number SET reason = 'Copy' WHERE reason IS NOT NULL;
UPDATE revenue_transfer SET reason = 'Copy';
UPDATE revenue_transfer_line SET title = NULL, answer_reason = NULL, problem = NULL;
UPDATE revenue_retroactive SET grounds = 'Copy';
