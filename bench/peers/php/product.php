<article class="ticket ticket-product" data-product="<?= h($product['id']) ?>" data-url="/api/products/<?= h($product['id']) ?>" data-available="<?= h($product['available']) ?>" data-quantity="<?= h($product['quantity']) ?>">
<div class="ticket-main">
<div class="poster" data-look="<?= h($product['id']) ?>" aria-hidden="true"></div>
<div class="ticket-main-body">
<h1><?= h($product['title']) ?></h1>
<ul class="promises">
<li>We hold your tickets for 15 minutes: nobody else can take them meanwhile.</li>
<li>Nothing is charged until you pay.</li>
<li>The price you see is the price you pay.</li>
</ul>
</div>
</div>
<div class="ticket-stub" id="f-">
<div class="stub-body">
<h2 class="visually-hidden">Buy tickets</h2>
<p class="stub-price"><span class="price"><?= h(price_text($product['price'])) ?></span> <span class="per">per ticket</span></p>
<p class="avail" data-avail><?php require __DIR__ . '/available.php' ?></p>
<?php if ($product['available'] > 0): ?>
<p class="hint">New here? <a href="/auth/signup?next=/products/<?= rawurlencode($product['id']) ?>">Sign up</a>, it takes an email address and a password.</p>
<?php else: ?>
<p class="stub-note">Tickets that others hold come back on sale when their time runs out, so it can be worth looking again in a few minutes.</p>
<?php endif ?>
<p class="stub-note" data-gone hidden>The last tickets have just been taken. Tickets that others hold come back when their time runs out: this page keeps looking.</p>
<p class="stub-note" data-back hidden>Tickets are available again. <a href="/products/<?= h($product['id']) ?>">Show them</a></p>
<p class="visually-hidden" role="status" data-say></p>
</div>
<?php if ($product['available'] > 0): ?>
<p class="buy" data-buy><a class="btn btn-primary btn-wide" href="/auth/signin?next=/products/<?= rawurlencode($product['id']) ?>">Sign in to buy</a></p>
<?php endif ?>
</div>
</article>
<p class="back"><a href="/">All tickets on sale</a></p>
<script type="module" src="/static/product.js?v=<?= rawurlencode($asset) ?>"></script>
