{{%AUTOESCAPE context="HTML"}}
<header class="page-head" id="f-productId">
{{#can_refund_all}}
<h1>Refund tickets</h1>
<p class="lead">Tickets that you refund go back on sale, and their price goes back to the buyer. This can't be undone.</p>
{{/can_refund_all}}
{{#is_returned}}
<h1>Everything was refunded</h1>
<p class="lead">These tickets are on sale again, and their price goes back to the buyer.</p>
{{/is_returned}}
{{#is_created}}
<h1>These tickets are held</h1>
<p class="lead">The buyer has until <time datetime="{{expiresAt}}">{{expiresAt_text}}</time> to pay. There is nothing to refund before that.</p>
{{/is_created}}
{{#is_awaiting}}
<h1>These tickets are being paid for</h1>
<p class="lead">We are waiting for word from the payment provider. There is nothing to refund before that.</p>
{{/is_awaiting}}
{{#is_cancelled}}
<h1>This order was cancelled</h1>
<p class="lead">Its tickets are back on sale, and there is nothing to refund.</p>
{{/is_cancelled}}
</header>
{{>error_summary}}
{{#payment}}
{{#is_disputed}}
<p class="alert alert-warning">The buyer disputes the payment for this order, and the bank has not decided yet. The tickets stay valid meanwhile. While that goes on a refund may be refused.</p>
{{/is_disputed}}
{{#is_dispute_refund}}
<p class="alert alert-warning">The buyer has disputed the payment for this order, and the bank has given the money back. Tickets that were paid with it are on sale again.</p>
{{/is_dispute_refund}}
{{#is_provider_refund}}
<p class="alert alert-info">Money of this order was refunded at the payment provider by whoever runs the shop. If all of it went back, the tickets are on sale again.</p>
{{/is_provider_refund}}
{{#refund_stuck}}
<p class="alert alert-warning">A refund of this order could not be paid by the payment provider. Whoever runs the shop knows of it, and has to pay it in another way.</p>
{{/refund_stuck}}
{{/payment}}
<section class="panel sale" id="f-" aria-labelledby="sold">
<h2 id="sold">Tickets in this order</h2>
<ul class="lines" id="f-quantity">
{{#items}}
<li>
<div class="line-what">
<h3><a href="{{base}}/products/{{product_id}}">{{title}}</a></h3>
<p class="per">{{quantity}} × {{price_text}}</p>
{{#has_refunded}}
<p class="per">Refunded: {{refunded}}, left: {{left}}</p>
{{/has_refunded}}
<p class="per"><a href="{{base}}/products/{{product_id}}/sales">All sales <span class="visually-hidden">of {{title}}</span></a></p>
</div>
{{#can_refund}}
<form class="refund" action="{{base}}/orders/{{id}}/refund" method="post" data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<input type="hidden" name="idempotency_key" value="{{idempotency_key}}">
<input type="hidden" name="productId" value="{{product_id}}">
<label class="form-label" for="f-quantity-{{product_id}}">How many? <span class="visually-hidden">Of {{title}}</span></label>
<input class="form-control" id="f-quantity-{{product_id}}" type="number" name="quantity" value="1" min="1" max="{{left}}" required>
<button class="btn btn-outline" type="submit">Refund <span class="visually-hidden">tickets of {{title}}</span></button>
</form>
{{/can_refund}}
</li>
{{/items}}
<li class="line-total"><span class="line-what">Total</span> <span class="num">{{total_text}}</span></li>
</ul>
<dl class="facts">
<dt>Reference</dt><dd><code>{{reference}}</code></dd>
<dt>Ordered</dt><dd><time datetime="{{createdAt}}">{{createdAt_text}}</time></dd>
</dl>
</section>
{{#can_refund_all}}
<section class="panel sale-all" aria-labelledby="all">
<h2 id="all">All of them</h2>
<p>Every ticket above that you sold and have not refunded yet.</p>
<form action="{{base}}/orders/{{id}}/refund" method="post" data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<input type="hidden" name="idempotency_key" value="{{idempotency_key}}">
<button class="btn btn-danger-quiet" type="submit">Refund everything</button>
</form>
</section>
{{/can_refund_all}}
<p class="back"><a href="{{base}}/">All tickets on sale</a></p>
<script type="module" src="{{base}}/static/order.js?v={{asset:u}}"></script>
