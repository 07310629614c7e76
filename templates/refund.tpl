{{%AUTOESCAPE context="HTML"}}
<header class="page-head">
<h1>Refund tickets</h1>
<p class="lead">Tickets that you refund go back on sale, and their price goes back to the buyer. This can't be undone.</p>
</header>
{{#has_errors}}
<div class="alert alert-danger error-summary" role="alert" tabindex="-1" autofocus>
<p class="error-title">Nothing was refunded</p>
<ul>
{{#errors}}
<li><a href="#f-">{{message}}</a></li>
{{/errors}}
</ul>
</div>
{{/has_errors}}
<section class="panel" id="f-" aria-labelledby="some">
<h2 id="some">Some of the tickets</h2>
<ul class="lines refunds">
{{#items}}
<li>
<div class="line-what">
<h3>{{title}}</h3>
<p class="per">{{quantity}} × {{price_text}}, {{refunded}} refunded, {{left}} left</p>
</div>
{{#can_refund}}
<form class="refund" action="{{base}}/orders/{{id}}/refund" method="post" data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<input type="hidden" name="idempotency_key" value="{{idempotency_key}}">
<input type="hidden" name="productId" value="{{product_id}}">
<label class="form-label" for="f-quantity-{{product_id}}">Tickets <span class="visually-hidden">of {{title}} to refund</span></label>
<select class="form-select" id="f-quantity-{{product_id}}" name="quantity">
{{#choices}}
<option value="{{n}}">{{n}}</option>
{{/choices}}
</select>
<button class="btn btn-outline" type="submit">Refund <span class="visually-hidden">tickets of {{title}}</span></button>
</form>
{{/can_refund}}
</li>
{{/items}}
</ul>
<dl class="facts">
<dt>Order</dt><dd><code>{{id}}</code></dd>
</dl>
</section>
{{#any_left}}
<section class="panel" aria-labelledby="all">
<h2 id="all">All of it</h2>
<p>Every ticket of yours in this order that has not been refunded yet.</p>
<form action="{{base}}/orders/{{id}}/refund" method="post" data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<input type="hidden" name="idempotency_key" value="{{idempotency_key}}">
<button class="btn btn-danger-quiet" type="submit">Refund everything</button>
</form>
</section>
{{/any_left}}
<p class="back"><a href="{{base}}/">All tickets on sale</a></p>
<script type="module" src="{{base}}/static/order.js?v={{asset:u}}"></script>
