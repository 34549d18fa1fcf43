-- Who paid, as printed on receipts; the receipts themselves name nobody.
UPDATE revenue_receipt_payer SET name = 'Person ' || id, identity = NULL;
-- The numbers by which persons find their debts; slips, bills and plates stay, so that a test can search them.
UPDATE revenue_key SET value = 'COPY' || id WHERE type IN ('identity', 'licence');
