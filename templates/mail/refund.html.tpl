{{%AUTOESCAPE context="HTML"}}
<h1>{{refund_text}} is on its way back to you</h1>
<p class="lead">It goes back the way you paid. With most banks that takes five to ten days.</p>
{{#is_late}}
<p>Your payment arrived after your hold had ended and the tickets were gone, so all of it goes back to you.</p>
{{/is_late}}
{{#is_duplicate}}
<p>This order had been paid before, so this second payment goes back to you. Your tickets are as valid as they were.</p>
{{/is_duplicate}}
{{#is_differs}}
<p>The payment provider has taken another amount or currency than your order costs, so all of it goes back to you. It has not paid for the order.</p>
{{/is_differs}}
{{#is_provider}}
<p>The shop has refunded it through its payment provider. Your tickets stay valid, unless all of their price went back.</p>
{{/is_provider}}
{{#is_dispute}}
<p>You disputed this payment, and your bank has decided for you. Refunded tickets no longer admit anyone.</p>
{{/is_dispute}}
{{#is_seller}}
<p>The seller has refunded tickets of your order. Refunded tickets no longer admit anyone.</p>
<h2>What you still have</h2>
{{#order}}
<table class="lines">
{{#items}}
<tr><th scope="row">{{title}}</th><td class="sum">{{left}} of {{quantity}}</td></tr>
{{/items}}
</table>
{{/order}}
{{/is_seller}}
{{#payment}}
<h2>Payment</h2>
<table>
<tr><th scope="row">Refunded</th><td><strong>{{refund_text}}</strong></td></tr>
<tr><th scope="row">Paid</th><td>{{amount_text}}, {{createdAt_text}}</td></tr>
<tr><th scope="row">Payment</th><td><code>{{id}}</code></td></tr>
<tr><th scope="row">Order</th><td><code>{{reference}}</code></td></tr>
</table>
<p class="go"><a href="{{base}}/orders/{{orderId}}">Open the order</a></p>
{{/payment}}
