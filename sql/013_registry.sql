-- Kinds of mail and subjects of events are data of their areas: one more of them needs no step here.

ALTER TABLE mails MODIFY kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL;  -- its templates are mail/KIND.*.tpl
ALTER TABLE webhooks MODIFY subjects VARCHAR(4000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL; -- separated by commas; '': all
