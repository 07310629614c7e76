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
<section class="panel sale" id="f-" aria-labelledby="sold">
<h2 id="sold">Tickets in this order</h2>
<ul class="lines">
{{#items}}
<li>
<div class="line-what">
<h3><a href="{{base}}/products/{{product_id}}">{{title}}</a></h3>
<p class="per">{{quantity}} × {{price_text}}</p>
<p class="per">Refunded: {{refunded}}, left: {{left}}</p>
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
</ul>
<dl class="facts">
<dt>Order</dt><dd><code>{{id}}</code></dd>
<dt>Ordered</dt><dd><time datetime="{{createdAt}}">{{createdAt_text}}</time></dd>
</dl>
</section>
{{#is_complete}}
<section class="panel sale-all" aria-labelledby="all">
<h2 id="all">All of them</h2>
<p>Every ticket above that you sold and have not refunded yet.</p>
<form action="{{base}}/orders/{{id}}/refund" method="post" data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<input type="hidden" name="idempotency_key" value="{{idempotency_key}}">
<button class="btn btn-danger-quiet" type="submit">Refund everything</button>
</form>
</section>
{{/is_complete}}
<p class="back"><a href="{{base}}/">All tickets on sale</a></p>
<script type="module" src="{{base}}/static/order.js?v={{asset:u}}"></script>
