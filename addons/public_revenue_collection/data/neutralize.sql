-- Who paid, as printed on receipts; the receipts themselves name nobody.
UPDATE revenue_receipt_payer SET name = 'Person ' || id, identity = NULL;
-- The numbers by which persons find their debts; slips, bills and plates stay, so that a test can search them.
UPDATE revenue_key SET value = 'COPY' || id WHERE type IN ('identity', 'licence');
UPDATE revenue_hold SET cause = 'Copy';
-- What banks write of payers, in statements and in the entries made of them.
UPDATE account_move m SET ref = NULL, narration = NULL, invoice_partner_display_name = NULL
  FROM account_bank_statement_line l WHERE l.move_id = m.id;
UPDATE account_move_line SET name = 'Copy', ref = NULL WHERE statement_line_id IS NOT NULL;
UPDATE account_bank_statement SET name = 'Copy ' || id, reference = NULL;
UPDATE account_bank_statement_line
   SET payment_ref = 'Copy', partner_name = NULL, account_number = NULL, transaction_details = NULL;
