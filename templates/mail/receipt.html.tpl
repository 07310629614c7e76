{{%AUTOESCAPE context="HTML"}}
<h1>Receipt</h1>
<p class="lead">Your payment has arrived. Thank you. Your tickets come in a mail of their own.</p>
{{#payment}}
<table>
<tr><th scope="row">Paid</th><td><strong>{{amount_text}}</strong></td></tr>
<tr><th scope="row">Currency</th><td>{{currency}}</td></tr>
<tr><th scope="row">Date</th><td>{{createdAt_text}}</td></tr>
<tr><th scope="row">Payment</th><td><code>{{id}}</code></td></tr>
<tr><th scope="row">Order</th><td><a href="{{base}}/orders/{{orderId}}"><code>{{reference}}</code></a></td></tr>
</table>
<p class="go"><a href="{{base}}/payments/{{id}}">Open the receipt</a></p>
{{/payment}}
{{#order}}
<h2>What it is for</h2>
<table class="lines">
{{#items}}
<tr><th scope="row">{{title}}<br><span class="soft">{{quantity}} × {{price_text}}</span></th><td class="sum">{{subtotal_text}}</td></tr>
{{/items}}
<tr class="total"><th scope="row">Total</th><td class="sum">{{total_text}}</td></tr>
</table>
{{/order}}
