{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<h1>{{heading}}</h1>
{{>error_summary}}
<form class="panel" id="f-" action="{{base}}/products{{#editing}}/{{id}}{{/editing}}" method="post" novalidate data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
{{#creating}}
<input type="hidden" name="idempotency_key" value="{{idempotency_key}}">
{{/creating}}
{{#editing}}
<input type="hidden" name="revision" value="{{revision}}">
{{/editing}}
<div class="field-row">
{{>fields}}
</div>
<div class="actions">
<button class="btn btn-primary" type="submit">{{submit}}</button>
{{#editing}}
<a class="btn btn-quiet" href="{{base}}/products/{{id}}">Cancel</a>
{{/editing}}
{{#creating}}
<a class="btn btn-quiet" href="{{base}}/">Cancel</a>
{{/creating}}
</div>
</form>
</div>
