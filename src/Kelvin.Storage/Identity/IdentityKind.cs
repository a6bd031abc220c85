namespace Kelvin.Storage.Identity;

/// <summary>The kinds of identity, in the order in which they decide whose an event is. The numbers are in the store and never change.</summary>
public enum IdentityKind : byte { User = 1, Anonymous = 2, Email = 3 }
