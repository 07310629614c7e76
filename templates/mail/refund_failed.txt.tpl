Your refund of {{refund_text}} has not arrived
The bank of your card has sent {{refund_text}} back, so the refund
that we announced has not reached you. The shop knows of it, and will
pay it to you in another way.
{{blank}}
{{#payment}}
Refund:    {{refund_text}}
Paid:      {{amount_text}}, {{createdAt_text}}
Payment:   {{id}}
Order:     {{orderId}}
{{blank}}
Your order: {{base}}/orders/{{orderId}}
{{/payment}}
