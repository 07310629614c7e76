{{%AUTOESCAPE context="HTML"}}
<h1>Your refund of {{refund_text}} has not arrived</h1>
<p class="lead">The bank of your card has sent it back, so the refund that we announced has not reached you. The shop knows of it, and will pay it to you in another way.</p>
{{#payment}}
<h2>Payment</h2>
<table>
<tr><th scope="row">Refund</th><td><strong>{{refund_text}}</strong></td></tr>
<tr><th scope="row">Paid</th><td>{{amount_text}}, {{createdAt_text}}</td></tr>
<tr><th scope="row">Payment</th><td><code>{{id}}</code></td></tr>
<tr><th scope="row">Order</th><td><code>{{reference}}</code></td></tr>
</table>
<p class="go"><a href="{{base}}/orders/{{orderId}}">Open the order</a></p>
{{/payment}}
