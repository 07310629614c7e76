{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<header class="page-head">
{{#is_succeeded}}
<h1>Receipt</h1>
<p class="lead no-print">Your payment has arrived. Thank you.</p>
<p class="no-print"><button class="btn btn-outline" type="button" data-print hidden>Print</button></p>
{{/is_succeeded}}
{{#is_refunded}}
<h1>Receipt of a refund</h1>
<p class="lead no-print">Your payment has arrived, and all of it went back to you.</p>
<p class="no-print"><button class="btn btn-outline" type="button" data-print hidden>Print</button></p>
{{/is_refunded}}
{{#is_pending}}
<h1>Your payment is being confirmed</h1>
<p class="lead" data-watch="{{base}}/api/payments/{{id}}" data-status="pending">The payment provider has not told us yet whether the money has arrived. <span data-watching hidden>This page shows the outcome by itself.</span> <a href="{{base}}/payments/{{id}}">Look again</a></p>
{{/is_pending}}
{{#is_failed}}
<h1>This payment did not go through</h1>
<p class="lead">Nothing was charged. As long as your tickets are held you can pay again.</p>
{{/is_failed}}
{{#given_up}}
<h1>Nobody knows what became of this payment</h1>
<p class="lead">The payment provider has never told us. If your bank shows that you were charged, write to the shop: you get it back.</p>
{{/given_up}}
</header>
<section class="panel receipt" aria-labelledby="paid">
<h2 class="visually-hidden" id="paid">Payment</h2>
<p class="pass-issuer">{{site_name}}</p>
<p class="amount"><span>{{#is_succeeded}}Paid{{/is_succeeded}}{{#is_refunded}}Paid{{/is_refunded}}{{#is_pending}}Due{{/is_pending}}{{#is_failed}}Not charged{{/is_failed}}{{#given_up}}Not known{{/given_up}}</span> <strong>{{amount_text}}</strong></p>
<dl class="facts">
<dt>State</dt><dd>{{#is_succeeded}}<span class="tag tag-on">Paid</span>{{/is_succeeded}}{{#is_refunded}}<span class="tag tag-off">Refunded</span>{{/is_refunded}}{{#is_pending}}<span class="tag tag-hot">Being confirmed</span>{{/is_pending}}{{#is_failed}}<span class="tag tag-off">Not charged</span>{{/is_failed}}{{#given_up}}<span class="tag tag-off">Not known</span>{{/given_up}}</dd>
{{#has_refund}}
<dt>Refunded</dt><dd>{{refunded_text}}</dd>
{{/has_refund}}
<dt>Currency</dt><dd>{{currency}}</dd>
<dt>Date</dt><dd><time datetime="{{createdAt}}">{{createdAt_text}}</time></dd>
<dt>Payment</dt><dd><code>{{id}}</code></dd>
<dt>Order</dt><dd><a href="{{base}}/orders/{{orderId}}"><code>{{reference}}</code></a></dd>
<dt>At the provider</dt><dd><code>{{providerId}}</code></dd>
</dl>
</section>
<p class="back no-print"><a href="{{base}}/orders/{{orderId}}">Back to the order</a></p>
</div>
<script type="module" src="{{base}}/static/order.js?v={{asset:u}}"></script>
