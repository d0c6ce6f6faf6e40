namespace Assay.Calibrating.Labelling;

/// <summary>With what probability a queue draws a response: what each arm that may draw it adds, at most 1 together.</summary>
/// <param name="Random">Of every response.</param>
/// <param name="Uncertain">Of one that is uncertain, besides.</param>
/// <param name="Alarm">Of one that is alarming, besides.</param>
public readonly record struct LabelRates(double Random, double Uncertain, double Alarm)
{
    public double Of(bool isUncertain, bool isAlarm) => Math.Min(1, Random + (isUncertain ? Uncertain : 0) + (isAlarm ? Alarm : 0));
}
