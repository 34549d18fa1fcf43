"""What the end-to-end tests are made of: databases, servers, clients, and Odoo itself with cursors of one's own."""
