{{#payment}}
Refund of {{refund_text}}: order {{reference}}
{{/payment}}
{{refund_text}} is on its way back to you, the way you paid. With
most banks that takes five to ten days.
{{blank}}
{{#is_late}}
Your payment arrived after your hold had ended and the tickets were
gone, so all of it goes back to you.
{{/is_late}}
{{#is_duplicate}}
This order had been paid before, so this second payment goes back to
you. Your tickets are as valid as they were.
{{/is_duplicate}}
{{#is_differs}}
The payment provider has taken another amount or currency than your
order costs, so all of it goes back to you. It has not paid for the
order.
{{/is_differs}}
{{#is_provider}}
The shop has refunded it through its payment provider. Your tickets
stay valid, unless all of their price went back.
{{/is_provider}}
{{#is_dispute}}
You disputed this payment, and your bank has decided for you. Refunded
tickets no longer admit anyone.
{{/is_dispute}}
{{#is_seller}}
The seller has refunded tickets of your order. Refunded tickets no
longer admit anyone. What you still have:
{{#order}}
{{#items}}
- {{title}}: {{left}} of {{quantity}}
{{/items}}
{{/order}}
{{/is_seller}}
{{blank}}
{{#payment}}
Refunded:  {{refund_text}}
Paid:      {{amount_text}}, {{createdAt_text}}
Payment:   {{id}}
Order:     {{reference}}
{{blank}}
Your order: {{base}}/orders/{{orderId}}
{{/payment}}
