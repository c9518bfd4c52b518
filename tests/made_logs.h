/* A small log of every format, made up in its shape and with its traps, and the rows that it has to
 * give: after the header, in full precision. */
#ifndef TESTS_MADE_LOGS_H
#define TESTS_MADE_LOGS_H

struct made_log {
    const char *name, *format, *file;
    const char *options; /* of watch */
    const char *text, *rows;
};

/* clang-format off */
static const struct made_log made_logs[] = {
    {"trainer_state", "trainer-state", "state.json", "",
     "{\"best_metric\": null, \"log_history\": [\n"
     "{\"epoch\":0.1,\"grad_norm\":8.5,\"learning_rate\":4e-05,\"loss\":0.75,\"ste"
     "p\":50},\n"
     "{\"completions/clipped_ratio\":0.5,\"epoch\":0.2,\"grad_norm\":NaN,\"learnin"
     "g_rate\":3e-05,\"loss\":0.0,\"step\":100},\n"
     "{\"epoch\":0.2,\"eval_loss\":0.69,\"eval_grad_norm\":3,\"step\":100}],\"logg"
     "ing_steps\":50,\n"
     "\"log\":{\"loss\":9,\"step\":7}}\n",
     "50,0.75,8.5,4.0000000000000003e-05,,,,,\n"
     "100,0,nan,3.0000000000000001e-05,,,,,\n"},
    {"trainer_stdout", "trainer-stdout", "hf.txt", "",
     "Some weights were not used: ['loss']\n"
     " 10%|##  | 5/50 [00:03<00:31]\r 20%|## | 6/50\r{'loss': 1.75, 'grad_norm':"
     " 2.5, 'learning_rate': 2e-05, 'epoch': 0.1}\n"
     "{'eval_loss': 1.0, 'epoch': 0.1}\n"
     "{'loss': 9.5, 'grad_norm': inf, 'learning_rate': '1.5e-05', 'epoch': 0.2}\n"
     "{'loss': 0.0, 'grad_norm': nan, 'learning_rate': 1e-05, 'epoch': 0.3}\n"
     "{'train_runtime': 12.0, 'train_loss': 5.9, 'epoch': 0.3}\n",
     "1,1.75,2.5,2.0000000000000002e-05,,,,,\n"
     "2,9.5,inf,1.5e-05,,,,,\n"
     "3,0,nan,1.0000000000000001e-05,,,,,\n"},
    {"llama_factory", "llama-factory", "trainer_log.jsonl", "",
     "{\"current_steps\": 10, \"total_steps\": 90, \"loss\": 1.5, \"lr\": 5e-05,"
     " \"epoch\": 0.3, \"elapsed_time\": \"0:00:41\"}\n"
     "{\"current_steps\": 20, \"total_steps\": 90, \"loss\": 1.25, \"lr\": 4e-05}\n"
     "{\"current_steps\": 10, \"total_steps\": 90, \"loss\": 1.125, \"lr\": 5e-05}\n"
     "{\"current_steps\": 90, \"total_steps\": 90, \"epoch\": 3.0}\n",
     "10,1.125,,5.0000000000000002e-05,,,,,rewind\n"
     "20,1.25,,4.0000000000000003e-05,,,,,\n"},
    {"ms_swift", "ms-swift", "logging.jsonl", "",
     "{\"loss\": 0.875, \"grad_norm\": 1.75, \"learning_rate\": 9e-05,"
     " \"global_step/max_steps\": \"10/600\", \"memory(GiB)\": 21.3}\n"
     "{\"loss\": 0.5, \"grad_norm\": 1.25, \"learning_rate\": 8e-05,"
     " \"global_step/max_steps\": \"20/600\"}\n"
     "{\"loss\": 0.25, \"grad_norm\": 1.",
     "10,0.875,1.75,9.0000000000000006e-05,,,,,\n"
     "20,0.5,1.25,8.0000000000000007e-05,,,,,\n"},
    {"lightning", "lightning", "metrics.csv", "",
     "epoch,grad_2.0_norm/net.0.weight,grad_2.0_norm_total,step,train_loss_step,va"
     "l_loss\n"
     "0,2.5,3.125,9,6.5,\n"
     "0,,,9,,7.0\n"
     "0,1.5,2.25,19,5.5,\n"
     "epoch,lr-Adam,grad_2.0_norm_total,step,train_loss_step,val_loss\n"
     "1,0.25,2.5,29,4.5,\n",
     "9,6.5,3.125,,,,,,\n"
     "19,5.5,2.25,,,,,,\n"
     "29,4.5,2.5,0.25,,,,,\n"},
    {"megatron", "megatron", "megatron.txt", "",
     "[default3]: iteration       10/   9000 | consumed samples: 960 | elapsed time"
     " per iteration (ms): 12.3 | learning rate: 4.5E-07 | lm loss: 1.025E+01 |"
     " loss scale: 4096.0 | grad norm: 178.5 | number of skipped iterations:   0 |"
     " number of nan iterations:   0 |\n"
     "[default3]: validation loss at iteration 10 | lm loss value: 9.0E+00 | lm"
     " loss PPL: 1.0E+03 |\n"
     "[default3]: iteration       20/   9000 | consumed samples: 1920 | learning"
     " rate: 4.5E-07 | loss scale: 2048.0 | number of skipped iterations:   1 |"
     " number of nan iterations:   1 |\n"
     "[default3]: iteration       10/   9000 | consumed samples: 960 | learning"
     " rate: 5.5E-07 | lm loss: 1.050E+01 | loss scale: 4096.0 | grad norm: 170.5 |"
     " number of skipped iterations:   0 | number of nan iterations:   0 |\n",
     "10,10.5,170.5,5.5000000000000003e-07,,,,0,rewind\n"
     "20,,,4.4999999999999998e-07,,,,1,\n"},
    {"deepspeed", "deepspeed", "ds.txt", "",
     "[2026-01-05 10:00:01,120] [INFO] [logging.py:96:log_dist] [Rank 0] step=10,"
     " skipped=4, lr=[5e-05, 6e-05], mom=[(0.9, 0.95), (0.9, 0.95)]\n"
     "loss: 3.25\n"
     "[2026-01-05 10:00:01,300] [INFO] [stage3.py] Overflow detected. Skipping"
     " step. Attempted loss scale: 8, reducing to 4\n"
     "[2026-01-05 10:00:02,120] [INFO] [logging.py:96:log_dist] [Rank 0] step=20,"
     " skipped=5, lr=[4e-05, 5e-05], mom=[(0.9, 0.95), (0.9, 0.95)]\n",
     "10,,,5.0000000000000002e-05,,,,4,\n"
     "20,,,4.0000000000000003e-05,,,,5,overflow\n"},
    {"fairseq_json", "fairseq", "fairseq.txt", "",
     "2026-01-05 10:00:01 | INFO | train_inner | {\"epoch\": 1, \"update\": 0.1,"
     " \"loss\": \"9.375\", \"num_updates\": \"300\", \"lr\": \"3.5e-05\","
     " \"gnorm\": \"1.75\", \"clip\": \"100\", \"loss_scale\": \"4\"}\n"
     "2026-01-05 10:00:02 | INFO | valid | {\"epoch\": 1, \"valid_loss\": \"9\","
     " \"valid_num_updates\": \"300\"}\n"
     "2026-01-05 10:00:03 | INFO | train_inner | {\"epoch\": 1, \"loss\": \"9.25\","
     " \"num_updates\": \"400\", \"lr\": \"3.5e-05\", \"gnorm\": \"1.5\", \"clip\":"
     " \"0%\"}\n",
     "300,9.375,1.75,3.4999999999999997e-05,,,1,,\n"
     "400,9.25,1.5,3.4999999999999997e-05,,,0,,\n"},
    {"fairseq_pairs", "fairseq", "fairseq2.txt", "",
     "2026-01-05 10:00:01 | INFO | train_inner | epoch 001:    100 / 1000"
     " loss=9.375, ppl=650.1, wps=100, num_updates=100, lr=3.5e-05, gnorm=1.75,"
     " clip=25%, loss_scale=4, wall=12\n",
     "100,9.375,1.75,3.4999999999999997e-05,,,0.25,,\n"},
    {"espnet", "espnet", "espnet.txt", "",
     "[host] 2026-01-05 10:00:01,1 (trainer:753) INFO: 1epoch:train:1-400batch:"
     " iter_time=0.1, loss=153.5, grad_norm=156.25, clip=100.000, loss_scale=1.000,"
     " optim0_lr0=1.5e-05, train_time=2\n"
     "[host] 2026-01-05 10:00:01,1 (trainer:753) INFO: 2epoch:train:1-400batch:"
     " loss=13.5, grad_norm=16.25, clip=50.000, loss_scale=1.000,"
     " optim0_lr0=1.5e-05\n",
     "400,153.5,156.25,1.5e-05,,,1,,\n"
     "800,13.5,16.25,1.5e-05,,,0.5,,\n"},
    {"icefall", "icefall", "icefall.txt", "",
     "2026-01-05 10:00:00 INFO [train.py:1029] Epoch 1, batch 100, loss[loss=0.875,"
     " simple_loss=0.8, over 4000.00 frames.], tot_loss[loss=1.1, over 5.00"
     " frames.], batch size: 50, lr: 4.5e-02, grad_scale: 2.0\n"
     "2026-01-05 10:00:00 INFO [optim.py:369] Clipping_scale=2.0, grad-norm"
     " quartiles 1.1e+01 1.6e+01 2.0e+01 2.9e+01 1.3e+02, threshold=4.0e+01,"
     " percent-clipped=6.25\n",
     "100,0.875,20,0.044999999999999998,40,,0.0625,,\n"},
    {"llm_c", "llm.c", "main.log", "",
     "s:0 tel:11.0300\n"
     "s:1 trl:10.9375 lr:0.000000 norm:19.8750\n"
     "s:2 trl:10.8750 lr:0.000004 norm:18.5000\n"
     "s:2 eval:0.2500\n"
     "s:1 trl:10.5000 lr:0.000002 norm:19.5000\n",
     "1,10.5,19.5,1.9999999999999999e-06,,,,,rewind\n"
     "2,10.875,18.5,3.9999999999999998e-06,,,,,\n"},
    {"olmo", "olmo", "olmo.txt", "",
     "2026-01-05 10:00:00 host:0 olmo.train:966 INFO [step=10/1000,epoch=0]\n"
     "    optim/total_grad_norm=1.25\n"
     "    train/CrossEntropyLoss=2.5\n"
     "    train/Perplexity=12.2\n"
     "    optim/learning_rate_group0=0.5\n"
     "2026-01-05 10:00:01 host:0 olmo.train:966 INFO [step=20/1000,epoch=0]\n"
     "    optim/total_grad_norm=1.125\n"
     "    train/CrossEntropyLoss=2.25\n",
     "10,2.5,1.25,0.5,,,,,\n"
     "20,2.25,1.125,,,,,,\n"},
    {"torchtitan", "torchtitan", "titan.txt", "",
     "[rank0]:[titan] 2026-01-05 10:00:01,1 - root - INFO - \033[31mstep:  1 "
     " \033[32mloss: 12.2500  \033[33mgrad_norm:  1.5  \033[34mmemory:"
     " 1.00GiB(2%)\033[39m\n"
     "[rank1]:[titan] 2026-01-05 10:00:01,1 - root - INFO - \033[31mstep:  1 "
     " \033[32mloss: 12.3500  \033[33mgrad_norm:  1.5  \033[34mmemory:"
     " 1.00GiB(2%)\033[39m\n"
     "[rank0]:[titan] 2026-01-05 10:00:02,1 - root - INFO - step:  2  loss: 11.2500"
     "  grad_norm:  1.25  memory: 1.00GiB(2%)\n",
     "1,12.25,1.5,,,,,,\n"
     "2,11.25,1.25,,,,,,\n"},
    {"verl", "verl", "verl.txt", "",
     "step:1 - global_seqlen/min:100.000 - actor/pg_loss:0.5 -"
     " actor/pg_clipfrac:0.01 - actor/grad_norm:0.75 - actor/lr:1e-06 -"
     " critic/score/mean:0.1\n",
     "1,0.5,0.75,9.9999999999999995e-07,,,,,\n"},
    {"torchtune", "torchtune", "tune.txt", "",
     "Step 1 | loss:2.5 lr:2e-05 tokens_per_second_per_gpu:900 grad_norm:1.5 \n"
     "Step 2 | loss:2.25 lr:2e-05 grad_norm:1.25 \n",
     "1,2.5,1.5,2.0000000000000002e-05,,,,,\n"
     "2,2.25,1.25,2.0000000000000002e-05,,,,,\n"},
    {"detectron2", "detectron2", "metrics.json", "",
     "{\"data_time\": 0.1, \"iteration\": 19, \"lr\": 0.5, \"total_loss\": 2.5,"
     " \"loss_cls\": 1.5}\n",
     "19,2.5,,0.5,,,,,\n"},
    {"mmengine", "mmengine", "scalars.json", "",
     "{\"env_info\": \"x\", \"seed\": 1, \"config\": \"a: {b}\"}\n"
     "{\"mode\": \"train\", \"epoch\": 1, \"iter\": 50, \"lr\": 0.5, \"memory\":"
     " 1000, \"loss\": 1.5, \"grad_norm\": 5.5}\n"
     "{\"mode\": \"val\", \"epoch\": 1, \"iter\": 10, \"loss\": 3, \"bbox_mAP\":"
     " 0.1}\n"
     "{\"mode\": \"train\", \"epoch\": 2, \"iter\": 50, \"lr\": 0.5, \"loss\":"
     " 1.25, \"grad_norm\": 4.5}\n",
     "50,1.5,5.5,0.5,,,,,\n"
     "100,1.25,4.5,0.5,,,,,\n"},
    {"nemo", "nemo", "nemo.txt", "",
     "Epoch 0:  10%|# | 1/9 [00:10<01:20, v_num=0, reduced_train_loss=9.5,"
     " global_step=2e+3, grad_norm=1.5]\rEpoch 0:  20%|# | 2/9 [00:10<01:20,"
     " v_num=0, reduced_train_loss=9.25, global_step=2001.0, grad_norm=1.25]\n",
     "2000,9.5,1.5,,,,,,\n"
     "2001,9.25,1.25,,,,,,\n"},
    {"jsonl", "jsonl", "any.jsonl", "",
     "{\"_step\": 0, \"train/loss\": 2.5, \"train\": {\"grad_norm\": 3.5},"
     " \"val/loss\": 9}\n"
     "{\"_step\": 1, \"train/loss\": null, \"train\": {\"grad_norm\": Infinity},"
     " \"pg_clipfrac\": 0.5}\n"
     "{\"_step\": 2, \"train/loss\": \"2.25\", \"train\": {\"grad_norm\": 1.5},"
     " \"max_grad_norm\": 1}\n",
     "0,2.5,3.5,,,,,,\n"
     "1,,inf,,,,,,\n"
     "2,2.25,1.5,,1,0.66666666666666663,1,,\n"},
    {"csv_quoted", "csv", "any.csv", "",
     "\"step\",\"loss\",\"name\",\"grad_norm\"\n"
     "1,2.5,\"a,b\",1.5\n"
     "2,,\"\",nan\n"
     "3,2.25,x\n"
     "4,1.5,x,0.5\n",
     "1,2.5,1.5,,,,,,\n"
     "2,,nan,,,,,,\n"
     "4,1.5,0.5,,,,,,\n"},
    {"tsv", "csv", "any.tsv", "",
     "iter\tloss\tgradient norm\n"
     "1\t2.5\t1.5\n"
     "2\t2.25\t-inf\n",
     "1,2.5,1.5,,,,,,\n"
     "2,2.25,-inf,,,,,,\n"},
    {"text", "text", "nano.txt", "",
     "number of parameters: 123.4M\n"
     "step    0 | loss: 10.9375 | lr 4.5e-05 | norm: 15.25 | dt: 300.5ms\n"
     "val loss 10.9\n"
     "2026-01-05 10:00:00 step 1: loss 9.9375, time 1.2ms, norm 12.5\n"
     "step=2 loss=9.5 norm=8.5\n",
     "0,10.9375,15.25,4.5000000000000003e-05,,,,,\n"
     "1,9.9375,12.5,,,,,,\n"
     "2,9.5,8.5,,,,,,\n"},
    {"nanogpt", "nanogpt", "gpt.log", "",
     "number of parameters: 10.65M\n"
     "step 0: train loss 4.2874, val loss 4.2823\n"
     "iter 0: loss 4.25, time 33.20ms, mfu -100.00%\n"
     "iter 10: loss 3.125, time 33.20ms, mfu 17.30%\n"
     "step 10: train loss 3.0, val loss 3.5\n"
     "iter 20: loss 2.5, time 33.20ms, mfu 17.30%\n",
     "0,4.25,,,,,,,\n"
     "10,3.125,,,,,,,\n"
     "20,2.5,,,,,,,\n"},
    {"bare", "text", "bare.txt", "",
     "loss: 1.5 grad_norm: 3.5\n"
     "saved model.pt\n"
     "loss: 1.25 grad_norm: tensor(3.25, device='cuda:0')\n"
     "lr 0.5\n"
     "loss: 1 grad_norm: nan\n"
     "loss: 0.75 grad_norm: 2.5\n",
     "1,1.5,3.5,,,,,,\n"
     "2,1.25,3.25,,,,,,\n"
     "3,1,nan,,,,,,\n"
     "4,0.75,2.5,,,,,,\n"},
    {"bar", "text", "bar.txt", "",
     "\rEpoch 0:  1%|#  | 1/3 [00:01<00:31, 3.2it/s, loss=5.5, grad_norm=0.5]"
     "\rEpoch 0:  1%|#  | 2/3 [00:01<00:31, 3.2it/s, loss=4.5, grad_norm=0.75]"
     "\rEpoch 0:  1%|#  | 3/3 [00:01<00:31, 3.2it/s, loss=3.5, grad_norm=1.5]"
     "\rEpoch 1:  1%|#  | 1/3 [00:01<00:31, 3.2it/s, loss=2.5, grad_norm=2.5]"
     "\rEpoch 1:  1%|#  | 2/3 [00:01",
     "1,5.5,0.5,,,,,,\n"
     "2,4.5,0.75,,,,,,\n"
     "3,3.5,1.5,,,,,,\n"
     "4,2.5,2.5,,,,,,\n"},
    {"epochs", "text", "epochs.txt", "",
     "Epoch [1/2], Step [1/2], Loss: 5.5, Grad norm: 0.5\n"
     "Epoch [1/2], Step [2/2], Loss: 4.5, Grad norm: 0.25\n"
     "Epoch [2/2], Step [1/2], Loss: 3.5, Grad norm: 1.5\n"
     "Epoch [2/2], Step [2/2], Loss: 2.5, Grad norm: 0.75\n",
     "1,5.5,0.5,,,,,,\n"
     "2,4.5,0.25,,,,,,\n"
     "3,3.5,1.5,,,,,,\n"
     "4,2.5,0.75,,,,,,\n"},
    {"epochs_rise", "text", "rise.txt", "",
     "epoch 1 step 100/400 loss 5.5\n"
     "epoch 1 step 200/400 loss 4.5\n"
     "epoch 2 step 300/400 loss 3.5\n",
     "100,5.5,,,,,,,\n"
     "200,4.5,,,,,,,\n"
     "300,3.5,,,,,,,\n"},
    {"thousands", "text", "thousands.txt", "",
     "step 999/1,000,000 loss 5.5\n"
     "step 1,000/1,000,000 loss 4.5\n"
     "step 1,234,567 loss 3.5 grad_norm: 1,234.5 tokens 1,000\n",
     "999,5.5,,,,,,,\n"
     "1000,4.5,,,,,,,\n"
     "1234567,3.5,1234.5,,,,,,\n"},
    {"losses_first", "text", "first.txt", "",
     "step 1 loss 5.5\n"
     "step 2 loss 4.5\n"
     "step 1 grad_norm 1.5\n"
     "step 2 grad_norm 1.25\n"
     "step 2 loss 3.5\n",
     "1,5.5,1.5,,,,,,\n"
     "2,3.5,1.25,,,,,,rewind\n"},
    {"ranks_ahead", "text", "ranks.txt", "",
     "[rank0]: step: 1 loss: 2.5 grad_norm: 1.5\n"
     "[rank1]: step: 1 loss: 9.5 grad_norm: 1.5\n"
     "[rank1]: step: 2 loss: 9.5 grad_norm: 1.25\n"
     "[rank0]: step: 2 loss: 2.25 grad_norm: 1.25\n",
     "1,2.5,1.5,,,,,,\n"
     "2,2.25,1.25,,,,,,\n"},
    {"clipdescent", "clipdescent", "run.csv", "",
     "run,step,status,loss,grad_norm,clip_factor,step_norm,lr,gamma,path_ratio,sha"
     "rpness,theta_0\n"
     "hard,0,running,625,500,0.5,0.1,0.25,250,,300,5\n"
     "hard,1,running,576,470,,,0.25,250,,,4.9\n",
     "0,625,500,0.25,250,0.5,1,,\n"
     "1,576,470,0.25,250,,,,\n"},
    {"gamma", "jsonl", "gamma.jsonl", "--gamma 0.5",
     "{\"step\": 1, \"loss\": 1, \"grad_norm\": 2}\n"
     "{\"step\": 2, \"loss\": 1, \"grad_norm\": 0.25}\n"
     "{\"step\": 3, \"loss\": 1, \"grad_norm\": NaN}\n"
     "{\"step\": 4, \"loss\": 1}\n",
     "1,1,2,,0.5,0.25,1,,\n"
     "2,1,0.25,,0.5,1,0,,\n"
     "3,1,nan,,0.5,nan,,,\n"
     "4,1,,,0.5,,,,\n"},
    {"keys", "text", "odd.txt", "--step-key t --loss-key J --norm-key g --lr-key eta",
     "t=1 J=2.5 g=1.5 eta=0.5\n"
     "t=2 J=2.25 g=1.25 eta=0.5\n",
     "1,2.5,1.5,0.5,,,,,\n"
     "2,2.25,1.25,0.5,,,,,\n"},
};
/* clang-format on */
enum { MADE_LOGS = sizeof made_logs / sizeof *made_logs };

#endif
