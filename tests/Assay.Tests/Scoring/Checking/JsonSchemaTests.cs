using System.Text.Json;
using Assay.Scoring.Checking.Json;

namespace Assay.Tests.Scoring.Checking;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""{"type":"object"}""", """{}""", null)]
    [InlineData("""{"type":"object"}""", """[]""", "$ is array, and must be object")]
    [InlineData("""{"type":["string","null"]}""", """null""", null)]
    [InlineData("""{"type":["string","null"]}""", """1""", "$ is number, and must be string or null")]
    [InlineData("""{"type":"integer"}""", """1.0""", null)]
    [InlineData("""{"type":"integer"}""", """1.5""", "$ is number, and must be integer")]
    [InlineData("""{"required":["a"]}""", """{"b":1}""", "$ has no \"a\"")]
    [InlineData("""{"properties":{"a":{"type":"number"}}}""", """{"a":"x"}""", "$.a is string, and must be number")]
    [InlineData("""{"properties":{"a":true},"additionalProperties":false}""", """{"a":1,"b":2}""", "$.b is not known")]
    [InlineData("""{"additionalProperties":{"type":"string"}}""", """{"a":1}""", "$.a is number, and must be string")]
    [InlineData("""{"items":{"properties":{"price":{"minimum":0}}}}""", """[{"price":1},{"price":-1}]""", "$[1].price is -1, below 0")]
    [InlineData("""{"minItems":1}""", """[]""", "$ has 0 items, fewer than 1")]
    [InlineData("""{"maxItems":1,"items":true}""", """[1,2]""", "$ has 2 items, more than 1")]
    [InlineData("""{"minProperties":1}""", """{}""", "$ has 0 properties, fewer than 1")]
    [InlineData("""{"enum":["a","b"]}""", "\"c\"", "$ is \"c\", and must be \"a\" or \"b\"")]
    [InlineData("""{"const":1.0}""", """1""", null)]
    [InlineData("""{"maximum":3}""", """3.5""", "$ is 3.5, above 3")]
    [InlineData("""{"exclusiveMinimum":3}""", """3""", "$ is 3, not above 3")]
    [InlineData("""{"exclusiveMaximum":3}""", """3""", "$ is 3, not below 3")]
    [InlineData("""{"multipleOf":0.01}""", """19.99""", null)]
    [InlineData("""{"multipleOf":0.01}""", """0.0075""", "$ is 0.0075, not a multiple of 0.01")]
    [InlineData("""{"minLength":3,"maxLength":3}""", "\"a\U0001F600b\"", null)]
    [InlineData("""{"maxLength":2}""", "\"abc\"", "$ has 3 characters, more than 2")]
    [InlineData("""{"pattern":"^[0-9]+$"}""", "\"12a\"", "$ does not match /^[0-9]+$/: \"12a\"")]
    [InlineData("""{"anyOf":[{"type":"string"},{"minimum":5}]}""", """3""", "$ follows none of anyOf; of the last: $ is 3, below 5")]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":2}]}""", """3""", "$ follows 2 of oneOf, and must follow one")]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":2}]}""", """3""", "$ is 3, above 2")]
    [InlineData("""{"not":{"type":"string"}}""", "\"a\"", "$ follows what it must not")]
    [InlineData("""{"$ref":"#/$defs/name","$defs":{"name":{"type":"string"}}}""", """1""", "$ is number, and must be string")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"t","description":"d","default":1,"format":"email"}""", "\"no address\"", null)]
    public void A_value_follows_a_schema_or_is_told_where_not(string schema, string value, string? fault) => Assert.Equal(fault, Schema(schema).FaultOf(JsonElement.Parse(value)));

    [Fact]
    public void A_schema_may_refer_to_itself_deeper_down()
    {
        JsonSchema tree = Schema("""{"type":"object","required":["name"],"properties":{"children":{"type":"array","items":{"$ref":"#"}}}}""");

        Assert.Null(tree.FaultOf(JsonElement.Parse("""{"name":1,"children":[{"name":2,"children":[]}]}""")));
        Assert.Equal("$.children[0].children[0] has no \"name\"", tree.FaultOf(JsonElement.Parse("""{"name":1,"children":[{"name":2,"children":[{}]}]}""")));
    }

    [Theory]
    [InlineData("1", "at #: must be an object of keywords")]
    [InlineData("""{"type":"strng"}""", "at #/type: `strng` is no type. Did you mean `string`?")]
    [InlineData("""{"requird":["a"]}""", "at #: `requird` is not supported. Did you mean `required`?")]
    [InlineData("""{"properties":{"a":{"uniqueItems":true}}}""", "at #/properties/a: `uniqueItems` is not supported.")]
    [InlineData("""{"pattern":"("}""", "at #/pattern: is no regular expression")]
    [InlineData("""{"pattern":"(?<!a)b"}""", "at #/pattern: cannot be searched for in linear time")]
    [InlineData("""{"minLength":-1}""", "at #/minLength: must be a whole number, 0 or more.")]
    [InlineData("""{"multipleOf":0}""", "at #/multipleOf: must be a number above 0.")]
    [InlineData("""{"minimum":"1"}""", "at #/minimum: must be a number.")]
    [InlineData("""{"required":"a"}""", "at #/required: must be a list of texts.")]
    [InlineData("""{"enum":[]}""", "at #/enum: must be a list with at least one entry.")]
    [InlineData("""{"$ref":"other.json"}""", "at #/$ref: `other.json` leads out of this schema")]
    [InlineData("""{"$ref":"#/$defs/a"}""", "at #/$ref: `#/$defs/a` leads nowhere.")]
    [InlineData("""{"$ref":"#"}""", "refers to itself without going deeper")]
    [InlineData("""{"anyOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"not":{"$ref":"#"}}}}""", "refers to itself without going deeper")]
    [InlineData("""{"$defs":{"a":{"typ":"string"}}}""", "at #/$defs/a: `typ` is not supported.")]
    public void What_is_no_schema_is_refused_with_its_place(string schema, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Schema(schema)).Message, StringComparison.Ordinal);

    private static JsonSchema Schema(string text) => JsonSchema.Parse(JsonElement.Parse(text));
}
