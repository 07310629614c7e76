{{%AUTOESCAPE context="HTML"}}
{{#order}}
<h1>Your hold ends soon</h1>
<p class="lead">Your tickets are held until {{expiresAt_text}}. Then they go back on sale. To keep them, pay before that.</p>
<p class="go"><a href="{{base}}/orders/{{id}}">Pay {{total_text}}</a></p>
<h2>What is held for you</h2>
<table class="lines">
{{#items}}
<tr><th scope="row">{{title}}<br><span class="soft">{{quantity}} × {{price_text}}</span></th><td class="sum">{{subtotal_text}}</td></tr>
{{/items}}
<tr class="total"><th scope="row">Total</th><td class="sum">{{total_text}}</td></tr>
</table>
{{/order}}
