{{%AUTOESCAPE context="HTML"}}
{{>error_summary}}
{{#is_created}}
<header class="page-head">
<h1>Your tickets are held</h1>
<p class="lead" data-while-held>They are yours until <time datetime="{{expiresAt}}">{{expiresAt_text}}</time>. Nobody else can take them before that.</p>
</header>
{{#payment}}
{{#is_failed}}
<div class="alert alert-danger" data-while-held>
<p class="error-title">Your payment did not go through</p>
<p>{{failure}} Nothing was charged, and your tickets are still held. You can pay again.</p>
</div>
{{/is_failed}}
{{#is_pending}}
<div class="alert alert-info" data-watch="{{base}}/api/orders/{{orderId}}" data-status="created">
<p>You have begun to pay on the page of our payment provider. If you have finished there, the outcome shows here in a moment. <a class="alert-link" href="{{base}}/orders/{{orderId}}">Look again</a></p>
</div>
{{/is_pending}}
{{/payment}}
<section class="alert alert-warning" id="hold-over" tabindex="-1" hidden>
<h2>Your tickets are back on sale</h2>
<p>Nothing was charged so far. If some are still there you can take them again.</p>
<p><a class="btn btn-primary" href="{{base}}/orders/{{id}}">Try again</a></p>
</section>
{{/is_created}}
{{#is_awaiting}}
<header class="page-head">
<h1>Your payment is being confirmed</h1>
<p class="lead">We are waiting for word from the payment provider. Your tickets stay held for you meanwhile, and you will not be charged twice.</p>
</header>
<section class="panel waiting" aria-label="What you can do" data-watch="{{base}}/api/orders/{{id}}" data-status="awaiting:payment">
<p>This mostly takes a few seconds. <span data-watching hidden>This page shows the outcome by itself.</span></p>
<p class="actions">
{{#must_confirm}}
<a class="btn btn-primary" href="{{url}}">Confirm it with your bank</a>
{{/must_confirm}}
<a class="btn btn-outline" href="{{base}}/orders/{{id}}">Look again</a>
</p>
</section>
{{/is_awaiting}}
{{#is_complete}}
<header class="page-head no-print">
<h1>Your tickets are confirmed</h1>
<p class="lead">Show this page at the entrance, on a screen or on paper.</p>
<p><button class="btn btn-outline" type="button" data-print hidden>Print</button></p>
</header>
<section aria-label="Tickets" class="ticket-stack">
{{#items}}
{{#has_left}}
<article class="ticket ticket-pass">
<div class="ticket-main">
<div class="poster" data-look="{{product_id}}" aria-hidden="true"></div>
<div class="ticket-main-body">
<p class="pass-issuer">{{site_name}}</p>
<h2>{{title}}</h2>
<p class="pass-price">{{price_text}} <span class="per">per ticket</span></p>
</div>
</div>
<div class="ticket-stub">
<p class="pass-admit"><span>Admits</span> <strong>{{left}}</strong></p>
<p class="pass-ref"><span>Reference</span> <code>{{reference}}</code></p>
</div>
</article>
{{/has_left}}
{{/items}}
</section>
{{/is_complete}}
{{#is_returned}}
<header class="page-head">
<h1>This order was refunded</h1>
<p class="lead">Its tickets no longer admit anyone: they went back on sale, and your money went back to you.</p>
</header>
{{/is_returned}}
{{#is_cancelled}}
<header class="page-head">
{{#overdue}}
<h1>The time for this order ran out</h1>
<p class="lead">The tickets were held until <time datetime="{{expiresAt}}">{{expiresAt_text}}</time> and went back on sale then.{{#not_charged}} Nothing was charged.{{/not_charged}}</p>
{{/overdue}}
{{#cancelled_by_you}}
<h1>You cancelled this order</h1>
<p class="lead">The tickets are back on sale.{{#not_charged}} Nothing was charged.{{/not_charged}}</p>
{{/cancelled_by_you}}
</header>
{{#payment}}
{{#is_pending}}
<div class="alert alert-info" data-watch="{{base}}/api/payments/{{id}}" data-status="pending">
<p>You had begun to pay. If your payment still arrives you get the tickets, or your money back where they are gone: this page shows which. <a class="alert-link" href="{{base}}/orders/{{orderId}}">Look again</a></p>
</div>
{{/is_pending}}
{{#given_up}}
<div class="alert alert-warning">
<p>The payment provider has never told us what became of your payment. If your bank shows that you were charged, write to the shop: you get it back.</p>
</div>
{{/given_up}}
{{/payment}}
{{/is_cancelled}}
{{#payments}}
<section class="panel payment no-print" aria-labelledby="payment-{{id}}">
<h2 id="payment-{{id}}">{{#is_late_refund}}Late payment{{/is_late_refund}}{{#is_duplicate_refund}}Second payment{{/is_duplicate_refund}}{{#is_differs_refund}}Payment of another amount{{/is_differs_refund}}{{#is_kept}}Payment{{/is_kept}}</h2>
{{#is_late_refund}}
<p class="alert alert-info">This payment arrived after your hold had ended and the tickets were gone, so all of it goes back to you.</p>
{{/is_late_refund}}
{{#is_duplicate_refund}}
<p class="alert alert-info">This order had been paid before, so all of this second payment goes back to you.</p>
{{/is_duplicate_refund}}
{{#is_differs_refund}}
<p class="alert alert-info">The payment provider has taken another amount or currency than this order costs, so all of it goes back to you. It has not paid for this order.</p>
{{/is_differs_refund}}
{{#is_seller_refund}}
<p class="alert alert-info">The seller has refunded {{refunded_text}} of {{amount_text}}. Tickets that were refunded no longer admit anyone.</p>
{{/is_seller_refund}}
{{#is_provider_refund}}
<p class="alert alert-info">The shop has refunded {{refunded_text}} of {{amount_text}} through its payment provider. Your tickets stay valid, unless all of their price went back.</p>
{{/is_provider_refund}}
{{#is_dispute_refund}}
<p class="alert alert-info">You disputed this payment, and your bank has given {{refunded_text}} of {{amount_text}} back to you. Tickets that were refunded no longer admit anyone.</p>
{{/is_dispute_refund}}
{{#is_disputed}}
<p class="alert alert-warning">Your bank has told us that you dispute this payment. Your tickets stay valid while it decides. If you don't dispute it, tell your bank.</p>
{{/is_disputed}}
{{#refund_stuck}}
<p class="alert alert-warning">The payment provider could not pay the refund to you. The shop knows of it, and will pay it in another way.</p>
{{/refund_stuck}}
<dl class="facts">
<dt>Paid</dt><dd>{{amount_text}}, <time datetime="{{createdAt}}">{{createdAt_text}}</time></dd>
{{#has_refund}}
<dt>Refunded</dt><dd>{{refunded_text}}</dd>
{{/has_refund}}
</dl>
<p><a href="{{base}}/payments/{{id}}">Receipt <span class="visually-hidden">of {{createdAt_text}}</span></a></p>
</section>
{{/payments}}
{{#is_cancelled}}
<section class="panel" aria-labelledby="again">
<h2 id="again">Changed your mind?</h2>
<p>If there are tickets left you can take them again:</p>
<ul class="again-list">
{{#items}}
<li><a class="btn btn-outline" href="{{base}}/products/{{product_id}}">{{title}}</a></li>
{{/items}}
</ul>
</section>
{{/is_cancelled}}
<section class="panel summary" aria-labelledby="summary">
<h2 id="summary">Order summary</h2>
<ul class="lines">
{{#items}}
<li><span class="line-what"><a href="{{base}}/products/{{product_id}}">{{title}}</a> <span class="per">{{quantity}} × {{price_text}}</span>{{#has_refunded}} <span class="per">Refunded: {{refunded}}</span>{{/has_refunded}}</span> <span class="num">{{subtotal_text}}</span></li>
{{/items}}
<li class="line-total"><span class="line-what">Total</span> <span class="num">{{total_text}}</span></li>
</ul>
<dl class="facts">
<dt>Reference</dt><dd><code>{{reference}}</code></dd>
<dt>Ordered</dt><dd><time datetime="{{createdAt}}">{{createdAt_text}}</time></dd>
</dl>
{{#is_created}}
<form class="cancel" id="f-" action="{{base}}/orders/{{id}}/cancel" method="post" data-once data-while-held>
<input type="hidden" name="csrf" value="{{csrf}}">
<button class="btn btn-danger-quiet" type="submit">Cancel this order</button>
</form>
{{/is_created}}
</section>
<p class="back no-print"><a href="{{base}}/orders">All my orders</a></p>
{{#is_created}}
<section class="hold-bar" aria-label="Time left and payment" data-expires-at="{{expiresAt}}" data-now="{{now}}" data-while-held>
<p class="hold-time"><span class="hold-label">Held until</span> <time class="hold-clock" datetime="{{expiresAt}}" data-clock>{{expiresAt_text}}</time></p>
{{#payable}}
<a class="btn btn-primary" href="{{base}}/orders/{{id}}/pay">Pay {{total_text}}</a>
{{/payable}}
</section>
<p class="visually-hidden" role="status" data-hold-status></p>
{{/is_created}}
<script type="module" src="{{base}}/static/order.js?v={{asset:u}}"></script>
