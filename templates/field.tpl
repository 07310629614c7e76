{{%AUTOESCAPE context="HTML"}}
<div class="field{{#is_text}} field-wide{{/is_text}}">
<label class="form-label" for="f-{{name}}">{{label}}{{#is_money}}, in {{currency}}{{/is_money}}</label>
<p class="form-text" id="h-{{name}}">{{hint}}</p>
<input class="form-control" id="f-{{name}}" type="text"{{#is_number}} inputmode="numeric"{{/is_number}}{{#is_money}} inputmode="decimal"{{/is_money}} name="{{name}}" value="{{value}}"{{#is_required}} required{{/is_required}}{{#is_text}} maxlength="{{max}}"{{/is_text}} autocomplete="off" aria-describedby="h-{{name}} e-{{name}}"{{#broken}} aria-invalid="true"{{/broken}}>
<p class="field-error" id="e-{{name}}">{{#broken}}{{message}} {{/broken}}</p>
</div>
