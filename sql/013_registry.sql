-- Kinds of mail and subjects of events are defined by the areas in the programs: a new one needs no change of these tables.

ALTER TABLE mails MODIFY kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL;  -- its templates are mail/KIND.*.tpl
ALTER TABLE webhooks MODIFY subjects VARCHAR(4000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL; -- separated by commas; '': all
