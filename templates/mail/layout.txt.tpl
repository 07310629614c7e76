{{>content}}
{{#notices}}
{{blank}}
{{text}}
{{/notices}}
{{blank}}
-- 
{{site_name}} · {{base}}/
Sent to {{email}}. We never ask for a password or a card number by mail.
