{{#order}}
Cancelled: order {{reference}}
{{#ran_out}}
The time for your order ran out. Its tickets were held until
{{expiresAt_text}} and are back on sale.
{{/ran_out}}
{{#by_buyer}}
You cancelled this order. Its tickets are back on sale.
{{/by_buyer}}
{{#not_charged}}
Nothing was charged.
{{/not_charged}}
{{blank}}
{{#items}}
- {{title}}
  {{quantity}} × {{price_text}} = {{subtotal_text}}
{{/items}}
Total: {{total_text}}
{{blank}}
Order {{reference}}: {{base}}/orders/{{id}}
{{blank}}
If there are tickets left you can take them again:
{{#items}}
{{base}}/products/{{product_id}}
{{/items}}
{{/order}}
