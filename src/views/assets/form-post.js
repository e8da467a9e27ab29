// Sends the answer on at once; whoever has no JavaScript presses the button.
document.getElementById("answer").submit();
