{{#order}}
Your tickets: order {{reference}}
Your tickets are confirmed. Show the reference at the entrance, on a
screen or on paper.
{{blank}}
Reference: {{reference}}
{{blank}}
{{#items}}
- {{title}}
  Admits {{left}}
{{/items}}
{{blank}}
Your tickets: {{base}}/orders/{{id}}
{{blank}}
Your order of {{createdAt_text}}:
{{#items}}
- {{title}}
  {{quantity}} × {{price_text}} = {{subtotal_text}}
{{/items}}
Total: {{total_text}}
{{/order}}
