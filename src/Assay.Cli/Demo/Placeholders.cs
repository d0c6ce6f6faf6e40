namespace Assay.Cli.Demo;

/// <summary>What stands for <c>{order}</c>, <c>{product}</c>, <c>{amount}</c> and <c>{place}</c> in everything that is said in one chat.</summary>
internal sealed class Placeholders
{
    private readonly string _order;
    private readonly string _product;
    private readonly string _amount;
    private readonly string _place;

    public Placeholders(ShopTexts texts, Random random)
    {
        _order = Order(random);
        _product = texts.Products[random.Next(texts.Products.Count)];
        _amount = texts.Amounts[random.Next(texts.Amounts.Count)];
        _place = texts.Places[random.Next(texts.Places.Count)];
    }

    public static string Order(Random random) => FormattableString.Invariant($"NO-{10_000 + random.Next(80_000)}");

    public string In(string text) => !text.Contains('{', StringComparison.Ordinal)
        ? text
        : text.Replace("{order}", _order, StringComparison.Ordinal)
            .Replace("{product}", _product, StringComparison.Ordinal)
            .Replace("{amount}", _amount, StringComparison.Ordinal)
            .Replace("{place}", _place, StringComparison.Ordinal);
}
