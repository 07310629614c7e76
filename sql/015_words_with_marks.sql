-- Marks belong to the words that they stand in: scripts such as Devanagari write vowels by them. Titles that have some are cut anew.

DELETE w FROM product_words w JOIN products p ON p.id = w.product_id WHERE p.title REGEXP '\\p{M}';

INSERT INTO product_words (word, created_at, product_id)
SELECT DISTINCT LEFT(t.word, 64), p.created_at, p.id
FROM products p, JSON_TABLE(CONCAT('["', REGEXP_REPLACE(p.title, '[^\\p{L}\\p{N}\\p{M}]+', '","'), '"]'), '$[*]' COLUMNS (word VARCHAR(200) PATH '$')) t
WHERE p.title REGEXP '\\p{M}' AND t.word <> '';
