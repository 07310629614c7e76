-- Demo data: two accounts (alice@example.com / demo-alice, bob@example.com / demo-bob), and events at all prices, single tickets and
-- quantities, with a few tickets left of one and none left of another. Loaded into a new database only.

SET @alice = '65f000000000000000000a11', @bob = '65f000000000000000000b0b';

INSERT INTO users (id, email, password) VALUES
  (@alice, 'alice@example.com', 'scrypt$15$8$3$616c6963650000000000000000000001$6c6b567a45ff30e6ac29133b2c3010aeb9727d4207fae32305ad28c504b0879d'),
  (@bob, 'bob@example.com', 'scrypt$15$8$3$626f6200000000000000000000000002$4e343661ea63a214908e0656f84aaa143d31a999a26a7a159f525933f4e60f51');

INSERT INTO products (id, user_id, title, price, created_at) VALUES
  ('65f00001d0e0000000000001', @bob, 'Midsummer Jazz on the Harbour – Anna Lindqvist Quartet', 3800, NOW(6) - INTERVAL 1332 MINUTE),
  ('65f00002d0e0000000001ef0', @alice, 'Bach: St John Passion – City Chamber Choir', 2450, NOW(6) - INTERVAL 1295 MINUTE),
  ('65f00003d0e0000000003ddf', @alice, 'Rosa Verdugo: Flamenco at the Old Tannery', 3200, NOW(6) - INTERVAL 1258 MINUTE),
  ('65f00004d0e0000000005cce', @bob, 'The Northern Lights Orchestra plays Sibelius', 4500, NOW(6) - INTERVAL 1221 MINUTE),
  ('65f00005d0e0000000007bbd', @alice, 'Open Mic Thursday at the Lamplight', 0, NOW(6) - INTERVAL 1184 MINUTE),
  ('65f00006d0e0000000009aac', @alice, 'Comedy Cellar: Five Comics, One Microphone', 1500, NOW(6) - INTERVAL 1147 MINUTE),
  ('65f00007d0e000000000b99b', @bob, 'Hamlet – Riverside Players', 2900, NOW(6) - INTERVAL 1110 MINUTE),
  ('65f00008d0e000000000d88a', @alice, 'River City Rovers v. Harbour United – League, Round 14', 1800, NOW(6) - INTERVAL 1073 MINUTE),
  ('65f00009d0e000000000f779', @alice, 'Women''s Handball Cup Final', 2200, NOW(6) - INTERVAL 1036 MINUTE),
  ('65f0000ad0e0000000011668', @bob, 'Half Marathon of the Seven Bridges – Start Number', 4990, NOW(6) - INTERVAL 999 MINUTE),
  ('65f0000bd0e0000000013557', @alice, 'Vinyl Sunday: Record Fair and Swap', 400, NOW(6) - INTERVAL 962 MINUTE),
  ('65f0000cd0e0000000015446', @alice, 'Tango Workshop for Beginners (Two Hours)', 2000, NOW(6) - INTERVAL 925 MINUTE),
  ('65f0000dd0e0000000017335', @bob, 'Night at the Museum: Torchlight Tour', 1650, NOW(6) - INTERVAL 888 MINUTE),
  ('65f0000ed0e0000000019224', @alice, 'Children''s Theatre: The Bear Who Lost His Hat', 900, NOW(6) - INTERVAL 851 MINUTE),
  ('65f0000fd0e000000001b113', @alice, 'Poetry and Piano with Mirela Kovač', 1200, NOW(6) - INTERVAL 814 MINUTE),
  ('65f00010d0e000000001d002', @bob, 'Wine Tasting: Six Small Growers', 5500, NOW(6) - INTERVAL 777 MINUTE),
  ('65f00011d0e000000001eef1', @alice, 'Street Food Festival – Friday Entry', 600, NOW(6) - INTERVAL 740 MINUTE),
  ('65f00012d0e0000000020de0', @alice, 'Street Food Festival – Saturday Entry', 800, NOW(6) - INTERVAL 703 MINUTE),
  ('65f00013d0e0000000022ccf', @bob, 'Kiln Opening: Pottery Day for Families', 1400, NOW(6) - INTERVAL 666 MINUTE),
  ('65f00014d0e0000000024bbe', @alice, 'Silent Film with Live Organ: Nosferatu', 1700, NOW(6) - INTERVAL 629 MINUTE),
  ('65f00015d0e0000000026aad', @alice, 'Indie Triple: Paper Kites Club, Lowland, Mint & Iron', 2100, NOW(6) - INTERVAL 592 MINUTE),
  ('65f00016d0e000000002899c', @bob, 'String Quartet by Candlelight', 3400, NOW(6) - INTERVAL 555 MINUTE),
  ('65f00017d0e000000002a88b', @alice, 'Old Town Ghost Walk', 1100, NOW(6) - INTERVAL 518 MINUTE),
  ('65f00018d0e000000002c77a', @alice, 'Stand-up in English: Priya Raman, Work in Progress', 1300, NOW(6) - INTERVAL 481 MINUTE),
  ('65f00019d0e000000002e669', @bob, 'Lecture: How Bridges Fall – Prof. Ines Okafor', 0, NOW(6) - INTERVAL 444 MINUTE),
  ('65f0001ad0e0000000030558', @alice, 'Chess Open, Section A – Entry', 2500, NOW(6) - INTERVAL 407 MINUTE),
  ('65f0001bd0e0000000032447', @alice, 'Winter Ballet: The Nutcracker, Matinée', 4200, NOW(6) - INTERVAL 370 MINUTE),
  ('65f0001cd0e0000000034336', @bob, 'Winter Ballet: The Nutcracker, Evening', 5800, NOW(6) - INTERVAL 333 MINUTE),
  ('65f0001dd0e0000000036225', @alice, 'New Year''s Eve Gala Dinner', 14900, NOW(6) - INTERVAL 296 MINUTE),
  ('65f0001ed0e0000000038114', @alice, 'Rooftop Yoga at Sunrise', 1000, NOW(6) - INTERVAL 259 MINUTE),
  ('65f0001fd0e000000003a003', @bob, 'Guided Bird Walk in the Delta', 750, NOW(6) - INTERVAL 222 MINUTE),
  ('65f00020d0e000000003bef2', @alice, 'Two Seats Together: Premiere Box, Row 1', 18000, NOW(6) - INTERVAL 185 MINUTE),
  ('65f00021d0e000000003dde1', @alice, 'Season Ticket Transfer: Seat 14C', 29999, NOW(6) - INTERVAL 148 MINUTE),
  ('65f00022d0e000000003fcd0', @bob, 'Signed First Row Ticket – Lena Marsh Farewell Concert', 45000, NOW(6) - INTERVAL 111 MINUTE),
  ('65f00023d0e0000000041bbf', @alice, 'Spare Ticket: Rugby Semi-Final, South Stand', 6500, NOW(6) - INTERVAL 74 MINUTE),
  ('65f00024d0e0000000043aae', @alice, 'Last-Minute Seat: Opera Gala, Dress Circle', 12000, NOW(6) - INTERVAL 37 MINUTE);

INSERT INTO quotas (id, size) VALUES
  ('65f00001d0e0000000000001', 240), ('65f00002d0e0000000001ef0', 180), ('65f00003d0e0000000003ddf', 90),
  ('65f00004d0e0000000005cce', 400), ('65f00005d0e0000000007bbd', 60), ('65f00006d0e0000000009aac', 80),
  ('65f00007d0e000000000b99b', 220), ('65f00008d0e000000000d88a', 1200), ('65f00009d0e000000000f779', 800),
  ('65f0000ad0e0000000011668', 1500), ('65f0000bd0e0000000013557', 300), ('65f0000cd0e0000000015446', 16),
  ('65f0000dd0e0000000017335', 25), ('65f0000ed0e0000000019224', 120), ('65f0000fd0e000000001b113', 5),
  ('65f00010d0e000000001d002', 12), ('65f00011d0e000000001eef1', 2000), ('65f00012d0e0000000020de0', 2000),
  ('65f00013d0e0000000022ccf', 20), ('65f00014d0e0000000024bbe', 150), ('65f00015d0e0000000026aad', 350),
  ('65f00016d0e000000002899c', 70), ('65f00017d0e000000002a88b', 18), ('65f00018d0e000000002c77a', 60),
  ('65f00019d0e000000002e669', 250), ('65f0001ad0e0000000030558', 64), ('65f0001bd0e0000000032447', 300),
  ('65f0001cd0e0000000034336', 300), ('65f0001dd0e0000000036225', 110), ('65f0001ed0e0000000038114', 24),
  ('65f0001fd0e000000003a003', 15), ('65f00020d0e000000003bef2', 2), ('65f00021d0e000000003dde1', 1),
  ('65f00022d0e000000003fcd0', 1), ('65f00023d0e0000000041bbf', 1), ('65f00024d0e0000000043aae', 1);

INSERT INTO product_words (word, created_at, product_id)
SELECT DISTINCT LEFT(t.word, 64), p.created_at, p.id FROM products p,
  JSON_TABLE(CONCAT('["', REGEXP_REPLACE(p.title, '[^\\p{L}\\p{N}\\p{M}]+', '","'), '"]'), '$[*]' COLUMNS (word VARCHAR(200) PATH '$')) t
WHERE t.word <> '';

INSERT INTO outbox (subject, aggregate_id, version, data, created_at)
SELECT 'product:created', id, 0, JSON_OBJECT('id', id, 'version', 0, 'title', title, 'price', price * 0.01, 'userId', user_id,
  'quantity', size, 'available', size), created_at
FROM products JOIN quotas USING (id) ORDER BY created_at;

-- Tickets that are sold already: all but three of the free lecture, and all of the open mic.
INSERT INTO orders (id, user_id, status, expires_at, total, version, created_at)
SELECT CONCAT('65f10000', SUBSTRING(p.id, 9)), IF(p.user_id = @alice, @bob, @alice), 'complete', NOW(3), 0, 1, NOW(6)
FROM products p WHERE p.title LIKE 'Open Mic%' OR p.title LIKE 'Lecture:%';

INSERT INTO order_items (order_id, line, product_id, title, price, quantity)
SELECT o.id, 0, p.id, p.title, p.price, q.size - IF(p.title LIKE 'Lecture:%', 3, 0)
FROM orders o JOIN products p ON o.id = CONCAT('65f10000', SUBSTRING(p.id, 9)) JOIN quotas q ON q.id = p.id;

INSERT INTO claims (order_id, quota_id, quantity) SELECT order_id, product_id, quantity FROM order_items;

UPDATE quotas q JOIN claims c ON c.quota_id = q.id SET q.sold = c.quantity, q.version = 1;

INSERT INTO outbox (subject, aggregate_id, version, data)
SELECT 'order:created', o.id, 0, JSON_OBJECT('id', o.id, 'version', 0, 'status', 'created', 'userId', o.user_id,
  'expiresAt', CONCAT(LEFT(DATE_FORMAT(o.expires_at, '%Y-%m-%dT%H:%i:%s.%f'), 23), 'Z'),
  'product', JSON_OBJECT('id', i.product_id, 'price', 0),
  'items', JSON_ARRAY(JSON_OBJECT('product', JSON_OBJECT('id', i.product_id, 'price', 0), 'quantity', i.quantity)))
FROM orders o JOIN order_items i ON i.order_id = o.id;

INSERT INTO outbox (subject, aggregate_id, version, data)
SELECT 'order:completed', o.id, 1, JSON_OBJECT('id', o.id, 'version', 1, 'userId', o.user_id, 'total', 0,
  'product', JSON_OBJECT('id', i.product_id),
  'items', JSON_ARRAY(JSON_OBJECT('product', JSON_OBJECT('id', i.product_id), 'quantity', i.quantity)))
FROM orders o JOIN order_items i ON i.order_id = o.id;

INSERT INTO outbox (subject, aggregate_id, version, data)
SELECT 'product:updated', p.id, 1, JSON_OBJECT('id', p.id, 'version', 1, 'title', p.title, 'price', p.price * 0.01,
  'userId', p.user_id, 'quantity', q.size, 'available', q.size - q.sold)
FROM products p JOIN quotas q ON q.id = p.id WHERE q.version = 1;
