{{%AUTOESCAPE context="HTML"}}
{{#order}}
<h1>Your tickets are confirmed</h1>
<p class="lead">Show the reference at the entrance, on a screen or on paper.</p>
{{#items}}
<div class="ticket">
<p class="what">{{title}}</p>
<p class="admits">Admits <strong>{{left}}</strong></p>
<p><span class="soft">Reference</span> <code>{{reference}}</code></p>
</div>
{{/items}}
<p class="go"><a href="{{base}}/orders/{{id}}">Open my tickets</a></p>
<h2>Your order</h2>
<table class="lines">
{{#items}}
<tr><th scope="row">{{title}}<br><span class="soft">{{quantity}} × {{price_text}}</span></th><td class="sum">{{subtotal_text}}</td></tr>
{{/items}}
<tr class="total"><th scope="row">Total</th><td class="sum">{{total_text}}</td></tr>
</table>
<p class="soft">Ordered on {{createdAt_text}}.</p>
{{/order}}
