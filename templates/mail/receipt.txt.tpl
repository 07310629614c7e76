{{#payment}}
Receipt: {{amount_text}} for {{#order}}{{#product}}{{title}}{{/product}}{{/order}}
Your payment has arrived. Thank you.
{{blank}}
Paid:      {{amount_text}}
Currency:  {{currency}}
Date:      {{createdAt_text}}
Payment:   {{id}}
Order:     {{orderId}}
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
{{/payment}}
Your tickets come in a mail of their own.
