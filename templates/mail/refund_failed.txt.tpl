{{#payment}}
Your refund of {{refund_text}} has not arrived: order {{reference}}
{{/payment}}
The bank of your card has sent {{refund_text}} back, so the refund
that we announced has not reached you. The shop knows of it, and will
pay it to you in another way.
{{blank}}
{{#payment}}
Refund:    {{refund_text}}
Paid:      {{amount_text}}, {{createdAt_text}}
Payment:   {{id}}
Order:     {{reference}}
{{blank}}
Your order: {{base}}/orders/{{orderId}}
{{/payment}}
