{{#payment}}
Receipt for {{amount_text}}: order {{reference}}
Your payment has arrived. Thank you.
{{blank}}
Paid:      {{amount_text}}
Currency:  {{currency}}
Date:      {{createdAt_text}}
Payment:   {{id}}
Order:     {{reference}}
{{blank}}
{{/payment}}
{{#order}}
{{#items}}
- {{title}}
  {{quantity}} × {{price_text}} = {{subtotal_text}}
{{/items}}
Total: {{total_text}}
{{/order}}
{{blank}}
{{#payment}}
The receipt, also for printing: {{base}}/payments/{{id}}
The order: {{base}}/orders/{{orderId}}
{{/payment}}
Your tickets come in a mail of their own.
