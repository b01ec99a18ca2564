using KubeNetTui.Checks;

namespace KubeNetTui.Pulse;

/// <summary>Something that is wrong, or the same thing wrong with several: a line of what is wrong most.</summary>
/// <param name="What">Whom it is about: <c>pod</c>, <c>service</c>.</param>
/// <param name="Name"><c>shop/cart</c>; of several what they have in common.</param>
/// <param name="Count">How many.</param>
internal sealed record PulseTrouble(Verdict Verdict, string What, string Name, int Count, string Reason, PulseTarget Target);
