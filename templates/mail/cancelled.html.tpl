{{%AUTOESCAPE context="HTML"}}
{{#order}}
{{#ran_out}}
<h1>The time for your order ran out</h1>
<p class="lead">Its tickets were held until {{expiresAt_text}} and are back on sale.{{#not_charged}} Nothing was charged.{{/not_charged}}</p>
{{/ran_out}}
{{#by_buyer}}
<h1>You cancelled your order</h1>
<p class="lead">Its tickets are back on sale.{{#not_charged}} Nothing was charged.{{/not_charged}}</p>
{{/by_buyer}}
<p>If there are tickets left you can take them again:</p>
{{#items}}
<p><a href="{{base}}/products/{{product_id}}">{{title}}</a></p>
{{/items}}
<h2>What it was for</h2>
<table class="lines">
{{#items}}
<tr><th scope="row">{{title}}<br><span class="soft">{{quantity}} × {{price_text}}</span></th><td class="sum">{{subtotal_text}}</td></tr>
{{/items}}
<tr class="total"><th scope="row">Total</th><td class="sum">{{total_text}}</td></tr>
</table>
<p class="soft">Order <a href="{{base}}/orders/{{id}}"><code>{{reference}}</code></a></p>
{{/order}}
