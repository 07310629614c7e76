{{#order}}
Your hold ends soon: order {{reference}}
Your tickets are held until {{expiresAt_text}}. Then they
go back on sale. To keep them, pay before that.
{{blank}}
Pay now: {{base}}/orders/{{id}}
{{blank}}
{{#items}}
- {{title}}
  {{quantity}} × {{price_text}} = {{subtotal_text}}
{{/items}}
Total: {{total_text}}
{{/order}}
