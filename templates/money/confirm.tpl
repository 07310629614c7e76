{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
{{>error_summary}}
{{#is_pending}}
<h1>Is this payment yours?</h1>
<p class="lead">Your bank wants to be sure before it pays.</p>
<form class="panel" id="f-" action="{{base}}/payments/{{id}}/confirm" method="post" data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<p class="alert alert-info">Test mode: no real money. This page plays your bank.</p>
<p class="amount"><span>{{site_name}} asks for</span> <strong>{{amount_text}}</strong></p>
<dl class="facts">
<dt>Order</dt><dd><code>{{reference}}</code></dd>
<dt>Currency</dt><dd>{{currency}}</dd>
</dl>
<div class="actions">
<button class="btn btn-primary" type="submit" name="answer" value="yes">Yes, pay {{amount_text}}</button>
<button class="btn btn-outline" type="submit" name="answer" value="no">No, do not pay</button>
</div>
</form>
{{/is_pending}}
{{#is_succeeded}}
<h1>You have confirmed this payment</h1>
<p class="lead">{{amount_text}} was paid. There is nothing more to do here.</p>
{{/is_succeeded}}
{{#is_failed}}
<h1>This payment did not go through</h1>
<p class="lead">Nothing was charged. As long as your tickets are held you can pay again.</p>
{{/is_failed}}
{{#given_up}}
<h1>Nobody knows what became of this payment</h1>
<p class="lead">The payment provider has never told us. If your bank shows that you were charged, write to the shop: you get it back.</p>
{{/given_up}}
{{#is_refunded}}
<h1>This payment was refunded</h1>
<p class="lead">{{refunded_text}} went back to the card that it came from.</p>
{{/is_refunded}}
<p class="back"><a href="{{base}}/orders/{{orderId}}">Back to the order</a></p>
</div>
