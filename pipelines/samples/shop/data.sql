-- Everybody here is invented. Addresses use example.* (RFC 2606), documentation networks (RFC 5737) and 555-01xx numbers.

insert into public.customers values
(48213, 'mara.lindqvist@example.org', 'Mara Lindqvist', '+1 202 555 0113', '$argon2id$v=19$maraq7Zt', 'JBSWY3DPMARA', null, '2024-03-02 08:15:00+00', null),
(48377, 'tobias.okafor@example.com', 'Tobias Okafor', '+1 202 555 0127', '$argon2id$v=19$tobi4Kpw', null, 48213, '2024-05-19 17:40:00+00', null),
(48502, 'ines.carvalho@example.net', 'Inês Carvalho', '+1 202 555 0131', '$argon2id$v=19$ines9Xdf', 'KRSXG5CTINES', 48213, '2024-07-30 11:05:00+00', null),
(48649, 'henrik.vos@example.com', 'Henrik Vos', null, '$argon2id$v=19$henr2Lmc', null, null, '2024-09-12 19:22:00+00', null),
(48760, 'priya.ramanathan@example.org', 'Priya Ramanathan', '+1 202 555 0149', '$argon2id$v=19$priy8Qbn', null, 48377, '2025-01-08 06:58:00+00', null),
(48911, 'dmitri.halloran@example.net', 'Dmitri O''Halloran', '+1 202 555 0152', '$argon2id$v=19$dmit3Vre', null, null, '2025-02-21 21:13:00+00', '2026-04-01 09:00:00+00'),
(49034, 'yuki.brandvold@example.com', 'Yuki Brandvold', '+1 202 555 0164', '$argon2id$v=19$yuki6Wsa', 'MFRGGZDFYUKI', null, '2025-06-14 13:37:00+00', null),
(49188, 'leila.farouzi@example.org', 'Leila Farouzi', '+1 202 555 0178', '$argon2id$v=19$leil1Ytz', null, 49034, '2025-11-03 10:41:00+00', null);

insert into public.profiles values
(48213, '1988-11-23', 'Potter, cyclist, keeper of two opinionated geese.', '{"newsletter": true, "theme": "dark", "session": {"token": "prefs-tok-mara-51", "seen": 14}}'),
(48377, '1979-02-05', 'Repairs radios that nobody asked him to repair.', '{"newsletter": false, "theme": "light", "session": {"token": "prefs-tok-tobias-88"}}'),
(48502, '1995-07-17', 'Draws maps of towns that do not exist.', '{"newsletter": true}'),
(48649, '1961-09-30', 'Collects lighthouse postcards.', '{"newsletter": true, "nickname": "Lampman"}'),
(48760, '1990-04-12', 'Runs a choir for people who cannot sing.', '{}'),
(48911, '1984-12-01', 'Beekeeper in the third generation.', '{"theme": "dark"}'),
(49034, '2001-03-28', 'Builds kites with tails that are too long.', '{}'),
(49188, '1973-08-09', 'Translates recipes from memory.', '{"newsletter": false}');

insert into public.addresses values
(7101, 48213, 'Mara Lindqvist', '14 Quince Lane', 'Brackwater', '10482', 'US', null),
(7102, 48213, 'Mara Lindqvist', '3 Old Kiln Road', 'Brackwater', '10479', 'US', '2025-08-15 12:00:00+00'),
(7203, 48377, 'Tobias Okafor', '221 Juniper Terrace', 'Millhaven', '20771', 'US', null),
(7304, 48502, 'Inês Carvalho', '9 Tidewater Steps', 'Portalegra', '30915', 'US', null),
(7405, 48649, 'Henrik Vos', '58 Beacon Hill Close', 'Norrhamn', '41206', 'US', null),
(7506, 48760, 'Priya Ramanathan', '77 Marigold Court', 'Sundargate', '51338', 'US', null),
(7607, 48911, 'Dmitri O''Halloran', '2 Hivebrook Farm', 'Clonmere', '61154', 'US', null),
(7708, 49034, 'Yuki Brandvold', '405 Windward Avenue', 'Kitesund', '70025', 'US', null),
(7809, 49188, 'Leila Farouzi', '31 Saffron Row', 'Ashkaran', '80463', 'US', null);

insert into public.payment_methods values
(9101, 48213, 'visa', '4242', '2027-10-31', 'gw_tok_mara_8f31c0'),
(9102, 48213, 'mastercard', '0881', '2025-02-28', 'gw_tok_mara_27be94'),
(9203, 48377, 'visa', '1733', '2028-05-31', 'gw_tok_tobias_c4419a'),
(9304, 48502, 'visa', '6096', '2026-12-31', 'gw_tok_ines_90d7e2'),
(9506, 48760, 'mastercard', '3517', '2027-03-31', 'gw_tok_priya_3b60f5'),
(9708, 49034, 'visa', '7420', '2028-01-31', 'gw_tok_yuki_e18a47');

insert into public.products values
('CLAY-STONE-5', 'Stoneware clay, 5 kg', 14.90),
('GLAZE-SEA', 'Glaze "Sea at six", 500 ml', 18.50),
('TOOL-WIRE', 'Cutting wire', 4.20),
('KILN-SHELF', 'Kiln shelf, 40 cm', 32.00),
('APRON-L', 'Potter''s apron, large', 27.75);

insert into public.orders values
('EU', 1001, 48213, 7102, 'delivered', '2025-03-04 09:12:00+00', null, null),
('EU', 1002, 48213, 7101, 'delivered', '2026-02-11 18:30:00+00', 'ines.carvalho@example.net', 'Happy birthday! The glaze is for your moon jars.'),
('US', 1001, 48377, 7203, 'delivered', '2025-05-20 14:00:00+00', null, null),
('US', 1002, 48213, 7405, 'shipped', '2026-05-28 07:45:00+00', 'henrik.vos@example.com', '=SUM(of all the lighthouses), with love'),
('US', 1003, 48502, 7101, 'delivered', '2026-06-02 16:20:00+00', 'mara.lindqvist@example.org', 'For the geese.'),
('EU', 1003, 48760, 7506, 'returned', '2025-09-09 10:10:00+00', null, null),
('US', 1004, 49034, 7708, 'delivered', '2026-01-19 22:05:00+00', null, null);

insert into public.order_items values
('EU', 1001, 1, 'CLAY-STONE-5', 3, 14.90), ('EU', 1001, 2, 'TOOL-WIRE', 1, 4.20),
('EU', 1002, 1, 'GLAZE-SEA', 2, 18.50),
('US', 1001, 1, 'KILN-SHELF', 11, 31.00),
('US', 1002, 1, 'APRON-L', 1, 27.75), ('US', 1002, 2, 'TOOL-WIRE', 2, 4.20),
('US', 1003, 1, 'CLAY-STONE-5', 13, 14.75),
('EU', 1003, 1, 'GLAZE-SEA', 17, 18.25),
('US', 1004, 1, 'APRON-L', 19, 27.25);

insert into public.messages values
(60001, 48213, 48377, null, 'Hello Tobias Okafor, does the kiln shelf fit your oven? Yours, Mara Lindqvist', '2025-04-01 08:00:00+00', null),
(60002, 48377, 48213, 60001, 'It fits. Call me on +1 202 555 0127 or write to TOBIAS.OKAFOR@example.com. Tobias Okafor', '2025-04-01 09:30:00+00', null),
(60003, 48502, 48213, null, E'Mara, the geese ate my new map.\nYours, Inês Carvalho', '2025-10-12 15:44:00+00', null),
(60004, 48213, 48502, 60003, 'They are sorry, Inês Carvalho. I will send clay.', '2025-10-12 16:02:00+00', '2025-11-01 00:00:00+00'),
(60005, 48377, 48502, null, 'Have you still got my soldering iron?', '2025-12-05 19:19:00+00', null),
(60006, 48760, 49034, null, 'Choir practice moves to the boathouse.', '2026-01-30 12:12:00+00', null),
(60007, 49188, 48649, null, 'Your lighthouse stew needs more cardamom.', '2026-03-03 20:20:00+00', null);

insert into public.reviews values
(3101, 48213, 'CLAY-STONE-5', 5, '+1 for this clay: no stones, no air, no complaints', '2025-03-20 10:00:00+00'),
(3102, 48377, 'KILN-SHELF', 2, 'Cracked at the second firing, as did my patience', '2025-06-11 10:00:00+00'),
(3103, 48760, 'GLAZE-SEA', 1, 'More like sea at midnight in a storm', '2025-09-15 10:00:00+00'),
(3104, 49034, 'APRON-L', 4, 'Doubles as a kite sail', '2026-02-01 10:00:00+00');

insert into public.logins values
(5001, 48213, '2025-03-04 09:05:00+00', '192.0.2.41', 'Brackbrowser/12.1 (Linux)', 'sess-mara-7ac1'),
(5002, 48213, '2026-05-28 07:40:00+00', '192.0.2.77', 'Brackbrowser/14.0 (Linux)', 'sess-mara-90bd'),
(5003, 48377, '2025-05-20 13:55:00+00', '198.51.100.19', 'Foxglove/88 (X11)', 'sess-tobias-13fe'),
(5004, 48502, '2026-06-02 16:11:00+00', '203.0.113.8', 'Tidesurf/5.2 (Mobile)', 'sess-ines-55c0'),
(5005, 49034, '2026-01-19 22:01:00+00', '198.51.100.203', 'Kestrel/3.9 (Mobile)', 'sess-yuki-b662');

insert into public.teams values
(801, 'Slow Wheel Potters', 48213),
(802, 'Radio Rescue', 48377);

insert into public.team_members values
(801, 48213, 'owner'), (801, 48502, 'glaze steward'), (801, 48649, 'kiln watch'),
(802, 48377, 'chief solderer'), (802, 48213, 'member'), (802, 49188, 'interpreter');

insert into public.fraud_scores values
(48213, 0.041, '{new_card_2025}'), (48377, 0.382, '{shared_device}'), (48911, 0.917, '{chargeback,proxy}');

insert into support.tickets values
(20001, 48213, 'Broken shelf?', 'My parcel rattles. Is that the shelf or the wire?', 'closed', 'rowan.tedesco@staff.example.com', 'Customer sounded cross; send a voucher.'),
(20002, 48760, 'Wrong colour', 'This is not the sea I ordered.', 'open', 'gwen.abernathy@staff.example.com', 'Third complaint this year.');

insert into support.comments values
(21001, 20001, 'mara.lindqvist@example.org', 'It was the wire. All is well.', '2025-03-06 08:08:00+00'),
(21002, 20001, 'rowan.tedesco@staff.example.com', 'Glad to hear it! Regards, rowan.tedesco@staff.example.com', '2025-03-06 09:09:00+00'),
(21003, 20002, 'priya.ramanathan@example.org', 'I am still waiting for the right sea.', '2025-09-20 11:11:00+00');

insert into audit.entries values
(40001, '2025-03-04 09:05:01+00', 'mara.lindqvist@example.org', 'login', '{"ip": "192.0.2.41"}'),
(40002, '2025-08-15 12:00:00+00', 'Mara.Lindqvist@example.org', 'address.deleted', '{"address": 7102, "csrf_token": "csrf-mara-11d9"}'),
(40003, '2025-05-20 13:55:01+00', 'tobias.okafor@example.com', 'login', '{"ip": "198.51.100.19"}'),
(40004, '2026-04-01 09:00:00+00', 'dmitri.halloran@example.net', 'account.deleted', '{"reason": "moved to the bees"}');
