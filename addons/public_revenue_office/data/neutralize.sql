-- Who took cash back, and what lists of payments say of payers.
UPDATE revenue_refund SET payee_document = NULL, paper = NULL;
UPDATE revenue_payment_list_row SET identity = NULL, payer_name = NULL;
