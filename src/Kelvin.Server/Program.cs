Console.Error.WriteLine("kelvin: no command yet");
return 2;
