{{%AUTOESCAPE context="HTML"}}
<header class="page-head">
<h1>Webhooks</h1>
<p class="lead">Addresses that we tell, by a signed POST, what happens to your tickets and orders.</p>
</header>
{{#none}}
<section class="empty">
<h2>No webhooks yet</h2>
<p>Add one to keep another program up to date without asking us again and again.</p>
<p><a class="btn btn-primary" href="{{base}}/webhooks/new">Add a webhook</a></p>
</section>
{{/none}}
<ul class="order-list">
{{#rows}}
<li class="order-row">
<div class="order-what">
<h2 class="order-title endpoint"><a href="{{base}}/webhooks/{{id}}">{{endpoint}}</a></h2>
</div>
<p class="order-status">{{#is_on}}<span class="tag tag-on">On</span>{{/is_on}}{{#is_failing}}<span class="tag tag-hot">Failing</span>{{/is_failing}}{{#is_off}}<span class="tag tag-off">Off</span>{{/is_off}}</p>
<p class="order-when">{{#last_delivered}}Last delivered <time datetime="{{at}}">{{at_text}}</time>{{/last_delivered}}{{#never_delivered}}Nothing delivered yet{{/never_delivered}}</p>
</li>
{{/rows}}
</ul>
{{#some}}
<p><a class="btn btn-outline" href="{{base}}/webhooks/new">Add a webhook</a></p>
{{/some}}
