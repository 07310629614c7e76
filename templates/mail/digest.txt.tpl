{{count}} messages from {{site_name}}
So much has happened within an hour that we tell you of it at once.
{{blank}}
{{#lines}}
- {{title}}{{#has_order}}: order {{reference}}
  {{base}}/orders/{{order_id}}{{/has_order}}
{{/lines}}
{{#has_more}}
- and {{more}} more
{{/has_more}}
{{blank}}
All your orders: {{base}}/orders
